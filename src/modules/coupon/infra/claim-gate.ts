import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DatabaseEpoch } from '../../../platform/database';
import { loadScripts, REDIS, type RedisScript, RestAfterFailure } from '../../../platform/redis';

/** `contested`: nothing is left, but admitted claims are pending that may give theirs back; only MySQL can tell. */
export type Admission = 'admitted' | 'at-limit' | 'sold-out' | 'contested';

/** What became of one group of claims, for the gate. */
export interface Settlement {
  batchId: string;
  /** How many of them the gate had admitted. */
  admitted: number;
  /** Admissions that surely took no stock, less coupons that were never admitted. */
  correction: number;
  /** Of the database, when the group began. */
  epoch: string;
  /** Version of the terms under which `usersAtLimit` hold as many as they may. */
  version: number;
  usersAtLimit: readonly string[];
}

/** What is left of a batch. */
export type GateStock = number | 'unlimited';

/** What MySQL says of a batch, for the gate. */
export interface GateState {
  batchId: string;
  left: GateStock;
  perUserLimit: number;
  version: number;
  /** Of the database, before it was read. */
  epoch: string;
  claimUntil: Date;
}

const SCRIPTS = ['admit', 'overwrite', 'settle'] as const;
const ANSWERS: Record<string, Admission> = {
  '0': 'admitted',
  '1': 'at-limit',
  '2': 'sold-out',
  '3': 'contested',
};
const DAY_SECONDS = 86_400;

/** The customer's key, with braces around the batch so that both keys of a batch share a slot of a Redis Cluster. */
const usersKey = (batchId: string) => `batch_id:{${batchId}}:user_id`;
const stockKey = (batchId: string) => `batch_id:{${batchId}}:stock`;

/**
 * The advisory gate in front of MySQL: it turns away users at their limit and those who come too late, so that they cost no
 * transaction. It may be wrong in both directions without harm. Every method answers undefined when Redis is away.
 */
@Injectable()
export class ClaimGate {
  private readonly scripts: Record<(typeof SCRIPTS)[number], RedisScript>;
  private readonly rest = new RestAfterFailure();

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly databaseEpoch: DatabaseEpoch,
  ) {
    this.scripts = loadScripts(redis, join(__dirname, 'lua'), SCRIPTS);
  }

  /** The life of the database that this process works on. */
  get epoch(): string {
    return this.databaseEpoch.current();
  }

  /** @returns one admission per user; 'unknown' when the gate has to be built first; undefined when Redis is away */
  async admit(batchId: string, userIds: readonly string[]): Promise<Admission[] | 'unknown' | undefined> {
    const answer = await this.call('admit', usersKey(batchId), stockKey(batchId), this.epoch, ...userIds);
    if (answer === undefined) return undefined;
    return answer === '' ? 'unknown' : Array.from(String(answer), (digit) => ANSWERS[digit] as Admission);
  }

  /** @returns what was left before, null when that was unknown */
  async overwrite(state: GateState, now: Date): Promise<GateStock | null | undefined> {
    const lifeSeconds =
      Math.max(0, Math.ceil((state.claimUntil.getTime() - now.getTime()) / 1000)) + DAY_SECONDS;
    const before = await this.call(
      'overwrite',
      usersKey(state.batchId),
      stockKey(state.batchId),
      state.left,
      state.perUserLimit,
      state.version,
      state.epoch,
      lifeSeconds,
    );
    return before === undefined ? undefined : toStock(before);
  }

  async settle({ batchId, admitted, correction, version, epoch, usersAtLimit }: Settlement): Promise<void> {
    await this.call(
      'settle',
      usersKey(batchId),
      stockKey(batchId),
      admitted,
      correction,
      version,
      epoch,
      ...usersAtLimit,
    );
  }

  /** What the gate believes, per batch; null where it doesn't know the batch. */
  async read(
    batchIds: readonly string[],
  ): Promise<({ left: GateStock; pending: number; version: number } | null)[] | undefined> {
    return this.rest.guard(async () => {
      const answers = await Promise.all(
        batchIds.map((batchId) => this.redis.hmget(stockKey(batchId), 'left', 'pending', 'version')),
      );
      return answers.map(([left, pending, version]) => {
        const stock = toStock(left ?? null);
        return stock === null ? null : { left: stock, pending: Number(pending), version: Number(version) };
      });
    });
  }

  private call(
    name: (typeof SCRIPTS)[number],
    ...values: (string | number)[]
  ): Promise<string | number | null | undefined> {
    return this.rest.guard(() => this.scripts[name](...values));
  }
}

function toStock(answer: string | number | null): GateStock | null {
  if (answer === null || answer === 'unlimited') return answer;
  return Number(answer);
}
