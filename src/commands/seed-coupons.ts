import { Injectable } from '@nestjs/common';
import {
  type BatchView,
  type CodeMode,
  CreateBatch,
  DEFAULT_FUNDING,
  ListBatches,
  PublishBatch,
} from '../modules/batch';
import { CreateRule, ReadRules, type RuleInput } from '../modules/rule';
import { Audit } from '../platform/audit';
import type { Principal } from '../platform/auth';
import { NOT_IDEMPOTENT, resultOf } from '../platform/cli';
import { Database } from '../platform/database';
import { MAX_PAGE_SIZE, type Page } from '../platform/paging';
import { Clock } from '../shared/clock';
import { DAY_MS } from '../shared/day';

/** Long enough for a demo that is started again after months. */
const CLAIM_DAYS = 365;

const REBATE: RuleInput = {
  name: 'Spend 100.00, get 20.00 off',
  type: 0,
  currency: 'USD',
  ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
};
const PERCENT: RuleInput = {
  name: '10 % off, at most 50.00',
  type: 1,
  currency: 'USD',
  ruleContent: { percentBp: 1_000, capMinor: 5_000 },
};

export interface SeededCoupons {
  ruleId: string;
  batchId: string;
  percentRuleId: string;
  percentBatchId: string;
}

/**
 * Makes two rules with an open batch each, or finds those that it has made. Only what is missing is made. The audit log
 * tells them from what somebody else has made under the same names.
 */
@Injectable()
export class SeedCoupons {
  constructor(
    private readonly readRules: ReadRules,
    private readonly createRule: CreateRule,
    private readonly listBatches: ListBatches,
    private readonly createBatch: CreateBatch,
    private readonly publishBatch: PublishBatch,
    private readonly audit: Audit,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async execute(merchant: Principal): Promise<SeededCoupons> {
    const ruleId = await this.rule(merchant, REBATE);
    const percentRuleId = await this.rule(merchant, PERCENT);
    return {
      ruleId,
      batchId: await this.openBatch(merchant, '20.00 off', ruleId),
      percentRuleId,
      percentBatchId: await this.openBatch(merchant, '10 % off', percentRuleId),
    };
  }

  private async rule(merchant: Principal, input: RuleInput): Promise<string> {
    const rules = everyPage((page) => this.readRules.page(merchant, page));
    for await (const { name, ruleId } of rules) {
      const made = { action: 'rule.create', subject: 'rule', subjectId: ruleId };
      if (name === input.name && (await this.isOurs(merchant, made))) return ruleId;
    }
    const created = resultOf(await this.createRule.execute(merchant, input, NOT_IDEMPOTENT));
    return (created as { ruleId: string }).ruleId;
  }

  /** A published batch that gives out coupons now: what was sold out or is over is no demo any more. */
  async openBatch(
    merchant: Principal,
    couponName: string,
    ruleId: string,
    codeMode: CodeMode = 'none',
  ): Promise<string> {
    const now = this.clock.now();
    const batches = everyPage((page) => this.listBatches.execute(merchant, { ...page, status: 'published' }));
    for await (const batch of batches) {
      const gives = batch.totalCount !== 0 && new Date(batch.claimUntil) > now;
      const made = { action: 'batch.create', subject: 'coupon_batch', subjectId: batch.batchId };
      const isLike = batch.ruleId === ruleId && batch.codeMode === codeMode;
      if (gives && isLike && (await this.isOurs(merchant, made))) return batch.batchId;
    }
    const draft = {
      couponName,
      ruleId,
      totalCount: 1_000,
      perUserLimit: 1,
      audience: 'everyone',
      selection: null,
      codeMode,
      claimFrom: now,
      claimUntil: new Date(now.getTime() + CLAIM_DAYS * DAY_MS),
      validity: { kind: 'days', days: 30 },
      remindDays: [3, 1],
      funding: DEFAULT_FUNDING,
    } as const;
    const created = resultOf(
      await this.createBatch.execute(merchant, draft, undefined, NOT_IDEMPOTENT),
    ) as BatchView;
    await this.publishBatch.execute(merchant, created.batchId, NOT_IDEMPOTENT);
    return created.batchId;
  }

  private isOurs(
    merchant: Principal,
    made: { action: string; subject: string; subjectId: string },
  ): Promise<boolean> {
    return this.audit.wasDoneBy(this.database, merchant, made);
  }
}

async function* everyPage<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await read({ limit: MAX_PAGE_SIZE, cursor });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
