import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import { AppError } from '../../shared/errors';
import { Database, type Tx } from '../database';
import type { IdempotentRequest, Outcome } from './idempotent-request';

export type { IdempotentRequest, Outcome };

interface TakenKey {
  id: number | string;
  response: string | null;
}

interface StoredKey extends TakenKey {
  request_hash: string;
}

/**
 * Key, input hash, effect and answer are ONE transaction: an answer that was given is stored, and what is stored took
 * effect. A refusal stores nothing, so the same key may try again.
 */
@Injectable()
export class Idempotency {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `effect` unless this key already took effect; then answers as the first time.
   * @param effect returns what is answered; it must touch nothing but the transaction
   * @throws AppError IDEMPOTENCY_KEY_REUSED when the key came with other input before
   */
  once(request: IdempotentRequest, effect: (tx: Tx) => Promise<unknown>): Promise<Outcome> {
    return this.oncePrefetching(request, async () => undefined, effect);
  }

  /**
   * The same, for an effect that begins with reads and locks: they travel with the taking of the key and save a round trip.
   * @param request with its `answer`, where that is known beforehand
   * @param ahead may only read and lock: for a repetition it runs in vain, and what it throws is of no account
   * @param effect gets what `ahead` found, or is going to throw
   */
  oncePrefetching<Found>(
    request: IdempotentRequest & { answer?: unknown },
    ahead: (tx: Tx) => Promise<Found>,
    effect: (tx: Tx, found: Promise<Found>) => Promise<unknown>,
  ): Promise<Outcome> {
    return this.database.transaction(async (tx) => {
      const { key } = request;
      const known = request.answer === undefined ? null : JSON.stringify(request.answer);
      const taking = key === undefined ? undefined : this.take(tx, request, key, known);
      const found = ahead(tx);
      // It may fail before anybody looks, and for a repetition nobody does: without this the process would end.
      found.catch(() => undefined);
      try {
        const taken = await taking;
        if (taken && taken.response !== null) return { body: taken.response, replayed: true };
        const effected = await effect(tx, found);
        if (known !== null) return { body: known, replayed: false };
        const body = JSON.stringify(effected);
        if (taken) store(tx, taken, body);
        return { body, replayed: false };
      } finally {
        // Nothing of it may reach the connection after the transaction.
        await Promise.allSettled([found]);
      }
    });
  }

  /**
   * For work in several transactions, each of which is safe to repeat: binds the key to its input first, and stores the
   * answer when all of it is done. Until then a repetition does the work again.
   * @returns the stored answer, or undefined when there is work to do
   * @throws AppError IDEMPOTENCY_KEY_REUSED when the key came with other input before
   */
  async begin(request: IdempotentRequest): Promise<Outcome | undefined> {
    const { key } = request;
    if (key === undefined) return undefined;
    return this.database.transaction(async (tx) => {
      const { response } = await this.take(tx, request, key);
      return response === null ? undefined : { body: response, replayed: true };
    });
  }

  /** Stores the answer of work that {@link begin} let through. Of two that finish, the first is kept and answered. */
  async finish(request: IdempotentRequest, answer: unknown): Promise<Outcome> {
    const body = JSON.stringify(answer);
    const { key } = request;
    if (key === undefined) return { body, replayed: false };
    return this.database.transaction(async (tx) => {
      const taken = await this.take(tx, request, key);
      if (taken.response !== null) return { body: taken.response, replayed: true };
      store(tx, taken, body);
      return { body, replayed: false };
    });
  }

  /**
   * Takes the key's row, and with it an exclusive lock: a parallel request with the same key waits here for the end of
   * the first. The UPDATE takes that lock at once; INSERT alone would give all waiters a shared one and a deadlock. It changes
   * the row, which tells the two apart: one row affected is a new key, two are a known one.
   * @param answer stored at once with a new key
   * @returns the row; without a response for a key whose work is still to be done
   * @throws AppError IDEMPOTENCY_KEY_REUSED when the key came with other input before
   */
  private async take(
    tx: Tx,
    request: IdempotentRequest,
    key: string,
    answer: string | null = null,
  ): Promise<TakenKey> {
    const { affectedRows, insertId } = await tx.change(
      `INSERT INTO idempotency_key (scope, idem_key, request_hash, response, created_at) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE repeats = repeats + 1`,
      [request.scope, key, request.hash, answer, this.clock.now()],
    );
    if (affectedRows === 1) return { id: insertId, response: null };
    const stored = await tx.row<StoredKey>(
      'SELECT idempotency_key_id AS id, request_hash, response FROM idempotency_key WHERE scope = ? AND idem_key = ?',
      [request.scope, key],
    );
    if (!stored) throw new Error('an idempotency key that was just taken is missing');
    if (stored.request_hash !== request.hash) throw new AppError('IDEMPOTENCY_KEY_REUSED');
    return stored;
  }
}

function store(tx: Tx, { id }: TakenKey, body: string): void {
  tx.changeAtCommit('UPDATE idempotency_key SET response = ? WHERE idempotency_key_id = ?', [body, id]);
}
