import { Injectable } from '@nestjs/common';
import { withoutDeadline } from '../deadline';
import { Database } from './database';
import { DatabaseEpoch } from './database-epoch';

/** How many ids one round trip reserves. What a process has not used when it ends is a gap, which is harmless. */
const DEFAULT_BLOCK_SIZE = 20;

/** A row of numbers of its own. The module whose rows it numbers declares it, as a constant. */
export interface IdSequence {
  /** As in the table: the next number is kept under it, so it never changes. */
  readonly name: string;
  readonly blockSize: number;
}

/** @param options.blockSize more for what is made often, so that few round trips go to reserving */
export const idSequence = (name: string, { blockSize = DEFAULT_BLOCK_SIZE } = {}): IdSequence => ({
  name,
  blockSize,
});

interface Block {
  next: number;
  end: number;
}

/**
 * Ids known before the insert: blocks reserved from MySQL (hi/lo), no clock, always below 2^53. An id says nothing about
 * the order of creation between processes.
 */
@Injectable()
export class IdGenerator {
  private readonly blocks = new Map<string, Block>();
  private readonly reservations = new Map<string, Promise<void>>();

  /** Which life of the database the blocks are of. */
  private life = 0;

  constructor(
    private readonly database: Database,
    epoch: DatabaseEpoch,
  ) {
    epoch.onChange(() => {
      this.life++;
      this.blocks.clear();
    });
  }

  async next(sequence: IdSequence): Promise<string> {
    return String((await this.take(sequence, 1))[0]);
  }

  /** @returns `count` different ids, ascending */
  async take(sequence: IdSequence, count: number): Promise<number[]> {
    const ids: number[] = [];
    for (;;) {
      const block = this.blocks.get(sequence.name);
      while (block && ids.length < count && block.next < block.end) ids.push(block.next++);
      if (ids.length === count) return ids;
      await this.refill(sequence, count - ids.length);
    }
  }

  /** Reserves `count` adjoining ids at once, for statements that number their rows by themselves. @returns the first */
  async reserve(sequence: IdSequence, count: number): Promise<number> {
    const result = await this.database.change(
      `INSERT INTO id_sequence (name, next_value) VALUES (?, 1 + ?)
       ON DUPLICATE KEY UPDATE next_value = LAST_INSERT_ID(next_value) + ?`,
      [sequence.name, count, count],
    );
    return result.insertId === 0 ? 1 : result.insertId;
  }

  /** One reservation at a time per sequence: callers that arrive meanwhile wait for it and look again. */
  private refill(sequence: IdSequence, atLeast: number): Promise<void> {
    const underWay = this.reservations.get(sequence.name);
    if (underWay !== undefined) return underWay;
    const size = Math.max(atLeast, sequence.blockSize);
    const { life } = this;
    const reservation = withoutDeadline(() => this.reserve(sequence, size))
      .then((first) => {
        // A block of a life that has ended meanwhile is left: who waits for it reserves again.
        if (this.life === life) this.blocks.set(sequence.name, { next: first, end: first + size });
      })
      .finally(() => this.reservations.delete(sequence.name));
    this.reservations.set(sequence.name, reservation);
    return reservation;
  }
}
