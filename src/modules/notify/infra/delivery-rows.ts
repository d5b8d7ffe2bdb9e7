import type { SqlReader, Tx } from '../../../platform/database';
import type { Channel } from '../domain/message-texts';

/**
 * `notify_delivery.status`. A waiting delivery is tried by the job of its channel until it is sent, its tries are used up or the
 * channel refuses for good (dead), or the user wants none or can't be reached any more (not needed, with the reason as its error). The platform makes a dead one
 * wait again; nothing else leaves those three.
 */
export const DeliveryStatus = { Waiting: 0, Sent: 1, Dead: 2, NotNeeded: 3 } as const;

const MAX_ERROR = 300;

export interface NewDelivery {
  userId: string;
  messageId: string;
  channel: Channel;
  dueAt: Date;
  /** Which of the message's codes they get; null: none. */
  codeSerial: number | null;
}

/** Writes down what is to be sent, in the transaction that writes the inbox. */
export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[], now: Date): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.change(
    'INSERT INTO notify_delivery (message_id, user_id, code_serial, channel, due_at, created_at, updated_at) VALUES ?',
    [
      deliveries.map(({ messageId, userId, codeSerial, channel, dueAt }) => [
        messageId,
        userId,
        codeSerial,
        channel,
        dueAt,
        now,
        now,
      ]),
    ],
  );
}

export async function countByStatus(reader: SqlReader, messageId: string): Promise<Map<number, number>> {
  const rows = await reader.rows<{ status: number; n: string }>(
    `SELECT status, COUNT(*) AS n FROM notify_delivery FORCE INDEX (ix_delivery_message)
     WHERE message_id = ? GROUP BY status`,
    [BigInt(messageId)],
  );
  return new Map(rows.map(({ status, n }) => [status, Number(n)]));
}

/** Deletes the oldest of a status as far as they are from before then. @returns how many */
export async function deleteOldDeliveries(
  tx: Tx,
  { status, before, limit }: { status: number; before: Date; limit: number },
): Promise<number> {
  const oldest = await tx.rows<{ deliveryId: string; createdAt: Date }>(
    `SELECT delivery_id AS deliveryId, created_at AS createdAt FROM notify_delivery FORCE INDEX (ix_delivery_status)
     WHERE status = ? ORDER BY delivery_id LIMIT ?`,
    [status, limit],
  );
  const old = oldest.filter(({ createdAt }) => createdAt < before).map(({ deliveryId }) => deliveryId);
  if (old.length > 0) {
    await tx.change('DELETE FROM notify_delivery WHERE delivery_id IN (?) AND status = ?', [
      old.map(BigInt),
      status,
    ]);
  }
  return old.length;
}

/** A delivery that this worker has taken, with the try that it is. */
export interface TakenDelivery {
  deliveryId: string;
  messageId: string;
  userId: string;
  channel: Channel;
  attempts: number;
  /** Which of the message's codes they get; null: none. */
  codeSerial: number | null;
}

/**
 * Takes due deliveries for a while: until then nobody else sends them, and after it somebody does, should this worker die. The
 * try counts once it has ended ({@link endTry}): one whose worker was killed has told nothing of the delivery, and must not use up
 * what it has.
 */
export async function takeDueDeliveries(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<TakenDelivery[]> {
  const rows = await tx.rows<Omit<TakenDelivery, 'codeSerial'> & { codeSerial: string | null }>(
    `SELECT delivery_id AS deliveryId, message_id AS messageId, user_id AS userId, code_serial AS codeSerial, channel,
       attempts + 1 AS attempts
     FROM notify_delivery FORCE INDEX (ix_delivery_due) WHERE due_at <= ? ORDER BY due_at LIMIT ?
     FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
  if (rows.length > 0) {
    await tx.change('UPDATE notify_delivery SET due_at = ?, updated_at = ? WHERE delivery_id IN (?)', [
      until,
      now,
      rows.map(({ deliveryId }) => BigInt(deliveryId)),
    ]);
  }
  return rows.map((row) => ({
    ...row,
    attempts: Number(row.attempts),
    codeSerial: row.codeSerial === null ? null : Number(row.codeSerial),
  }));
}

export interface DeliveryEnd {
  status: number;
  /** When it is tried again; null: it is settled. */
  dueAt: Date | null;
  providerId?: string;
  error?: string;
  /** Whether the channel was asked. */
  tried: boolean;
}

/** Notes how a try ended, unless the delivery has been settled meanwhile. */
export async function endTry(tx: Tx, deliveryId: string, end: DeliveryEnd, now: Date): Promise<void> {
  await tx.change(
    `UPDATE notify_delivery SET status = ?, attempts = attempts + ?, due_at = ?, provider_id = ?, last_error = ?, updated_at = ?
     WHERE delivery_id = ? AND status = ${DeliveryStatus.Waiting}`,
    [
      end.status,
      end.tried ? 1 : 0,
      end.dueAt,
      end.providerId ?? null,
      end.error === undefined ? null : Array.from(end.error).slice(0, MAX_ERROR).join(''),
      now,
      BigInt(deliveryId),
    ],
  );
}

/** Gives back what was taken and not tried. @param dueAt when it is taken again */
export async function releaseLease(tx: Tx, deliveryIds: readonly string[], dueAt: Date): Promise<void> {
  await tx.change(
    `UPDATE notify_delivery SET due_at = ?
     WHERE delivery_id IN (?) AND status = ${DeliveryStatus.Waiting}`,
    [dueAt, deliveryIds.map(BigInt)],
  );
}

export interface StoredDelivery {
  deliveryId: string;
  messageId: string;
  merchantId: string | null;
  userId: string;
  channel: Channel;
  status: number;
  attempts: number;
  dueAt: Date | null;
  providerId: string | null;
  lastError: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `d.delivery_id AS deliveryId, d.message_id AS messageId, m.merchant_id AS merchantId, d.user_id AS userId, d.channel,
  d.status, d.attempts, d.due_at AS dueAt, d.provider_id AS providerId, d.last_error AS lastError, d.created_at AS createdAt,
  d.updated_at AS updatedAt`;

/** Deliveries of one status, newest first: a merchant's own, or with `merchantId` undefined everyone's. */
export function selectDeliveries(
  reader: SqlReader,
  page: { status: number; merchantId?: string; before?: string; limit: number },
): Promise<StoredDelivery[]> {
  const { status, merchantId, before, limit } = page;
  return reader.rows<StoredDelivery>(
    `SELECT ${COLUMNS} FROM notify_delivery d FORCE INDEX (ix_delivery_status)
     JOIN notify_message m ON m.message_id = d.message_id ${merchantId === undefined ? '' : 'AND m.merchant_id = ?'}
     WHERE d.status = ? ${before === undefined ? '' : 'AND d.delivery_id < ?'} ORDER BY d.delivery_id DESC LIMIT ?`,
    [
      ...(merchantId === undefined ? [] : [BigInt(merchantId)]),
      status,
      ...(before === undefined ? [] : [BigInt(before)]),
      limit,
    ],
  );
}

/** One delivery, with its row locked. */
export function lockDelivery(tx: Tx, deliveryId: string): Promise<StoredDelivery | undefined> {
  return tx.row<StoredDelivery>(
    `SELECT ${COLUMNS} FROM notify_delivery d JOIN notify_message m ON m.message_id = d.message_id
     WHERE d.delivery_id = ? FOR UPDATE`,
    [BigInt(deliveryId)],
  );
}

/** Dead → waiting, with all its tries before it. */
export async function reviveDelivery(tx: Tx, deliveryId: string, now: Date): Promise<void> {
  await tx.change(
    `UPDATE notify_delivery SET status = ${DeliveryStatus.Waiting}, attempts = 0, due_at = ?, updated_at = ?
     WHERE delivery_id = ? AND status = ${DeliveryStatus.Dead}`,
    [now, now, BigInt(deliveryId)],
  );
}
