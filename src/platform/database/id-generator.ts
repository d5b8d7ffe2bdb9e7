import { Injectable } from '@nestjs/common';
import { Database } from './database';

export type Sequence =
  | 'rule'
  | 'coupon_batch'
  | 'coupon'
  | 'orders'
  | 'payment'
  | 'refund'
  | 'product'
  | 'category'
  | 'operation'
  | 'tag'
  | 'user_group'
  | 'audience_import'
  | 'distribution'
  | 'notify_template'
  | 'notify_message';

/** How many ids one round trip reserves. What a process has not used when it ends is a gap, which is harmless. */
const BLOCK_SIZES: Partial<Record<Sequence, number>> = {
  coupon: 10_000,
  orders: 500,
  payment: 500,
  refund: 500,
  operation: 500,
};
const DEFAULT_BLOCK_SIZE = 20;

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
  private readonly blocks = new Map<Sequence, Block>();
  private readonly reservations = new Map<Sequence, Promise<void>>();

  constructor(private readonly database: Database) {}

  async next(sequence: Sequence): Promise<string> {
    return String((await this.take(sequence, 1))[0]);
  }

  /** @returns `count` different ids, ascending */
  async take(sequence: Sequence, count: number): Promise<number[]> {
    const ids: number[] = [];
    for (;;) {
      const block = this.blocks.get(sequence);
      while (block && ids.length < count && block.next < block.end) ids.push(block.next++);
      if (ids.length === count) return ids;
      await this.refill(sequence, count - ids.length);
    }
  }

  /** Reserves `count` adjoining ids at once, for statements that number their rows by themselves. @returns the first */
  async reserve(sequence: Sequence, count: number): Promise<number> {
    const result = await this.database.change(
      `INSERT INTO id_sequence (name, next_value) VALUES (?, 1 + ?)
       ON DUPLICATE KEY UPDATE next_value = LAST_INSERT_ID(next_value) + ?`,
      [sequence, count, count],
    );
    return result.insertId === 0 ? 1 : result.insertId;
  }

  /** One reservation at a time per sequence: callers that arrive meanwhile wait for it and look again. */
  private refill(sequence: Sequence, atLeast: number): Promise<void> {
    const underWay = this.reservations.get(sequence);
    if (underWay !== undefined) return underWay;
    const size = Math.max(atLeast, BLOCK_SIZES[sequence] ?? DEFAULT_BLOCK_SIZE);
    const reservation = this.reserve(sequence, size)
      .then((first) => void this.blocks.set(sequence, { next: first, end: first + size }))
      .finally(() => this.reservations.delete(sequence));
    this.reservations.set(sequence, reservation);
    return reservation;
  }
}
