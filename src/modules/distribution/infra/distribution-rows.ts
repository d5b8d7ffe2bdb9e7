import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import type { ResolvedSelection, Selection } from '../../audience';
import type { DistributionStatus } from '../domain/distribution-status';

/** What its users are told, rendered and sent by the notify module. */
export interface DistributionMessage {
  title: string;
  body: string;
}

/** What somebody asks for. */
export interface DistributionOrder {
  batchId: string;
  merchantId: string | null;
  selection: Selection;
  resolved: ResolvedSelection;
  /** Coupons for each user. */
  perUser: number;
  message: DistributionMessage | null;
  startAt: Date;
  audienceCount: number;
  audienceEstimated: boolean;
}

export interface StoredDistribution extends DistributionOrder {
  distributionId: string;
  status: DistributionStatus;
  reason: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  cursorUserId: string;
  audienceExhausted: boolean;
  chunks: number;
  /** Of a batch with unique codes: the next serial that it has for a chunk, up to `untilSerial`. */
  nextSerial: number | null;
  untilSerial: number | null;
  reservedLeft: number;
  issued: number;
  served: number;
  skipped: number;
  unserved: number;
}

interface Row {
  distribution_id: string;
  batch_id: string;
  merchant_id: string | null;
  status: DistributionStatus;
  reason: string | null;
  selection: string;
  resolved_selection: string;
  per_user: number;
  message: string | null;
  audience_count: string;
  audience_estimated: number;
  start_at: Date;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  cursor_user_id: string;
  audience_exhausted: number;
  chunks: number;
  next_serial: string | null;
  until_serial: string | null;
  reserved_left: string;
  issued: string;
  served: string;
  skipped: string;
  unserved: string;
}

/** Without whom it selects, which may be ten thousand users. */
export type DistributionSummary = Omit<StoredDistribution, 'selection' | 'resolved'>;
type SummaryRow = Omit<Row, 'selection' | 'resolved_selection'>;

const SUMMARY_COLUMNS = `distribution_id, batch_id, merchant_id, status, reason, per_user, message, audience_count, audience_estimated,
  start_at, created_at, started_at, finished_at, cursor_user_id, audience_exhausted, chunks, reserved_left, issued, served, skipped, unserved`;

function toDistribution(row: Row): StoredDistribution {
  return {
    ...toSummary(row),
    selection: JSON.parse(row.selection) as Selection,
    resolved: JSON.parse(row.resolved_selection) as ResolvedSelection,
  };
}

function toSummary(row: SummaryRow): DistributionSummary {
  return {
    distributionId: row.distribution_id,
    batchId: row.batch_id,
    merchantId: row.merchant_id,
    status: row.status,
    reason: row.reason,
    perUser: row.per_user,
    message: row.message === null ? null : (JSON.parse(row.message) as DistributionMessage),
    audienceCount: Number(row.audience_count),
    audienceEstimated: row.audience_estimated === 1,
    startAt: row.start_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    cursorUserId: row.cursor_user_id,
    audienceExhausted: row.audience_exhausted === 1,
    chunks: row.chunks,
    nextSerial: row.next_serial === null ? null : Number(row.next_serial),
    untilSerial: row.until_serial === null ? null : Number(row.until_serial),
    reservedLeft: Number(row.reserved_left),
    issued: Number(row.issued),
    served: Number(row.served),
    skipped: Number(row.skipped),
    unserved: Number(row.unserved),
  };
}

export async function insertDistribution(
  tx: Tx,
  distributionId: string,
  order: DistributionOrder,
  now: Date,
): Promise<void> {
  await tx.change(
    `INSERT INTO distribution (distribution_id, batch_id, merchant_id, selection, resolved_selection, per_user, message,
       audience_count, audience_estimated, start_at, created_at) VALUES (?)`,
    [
      [
        distributionId,
        order.batchId,
        order.merchantId,
        JSON.stringify(order.selection),
        JSON.stringify(order.resolved),
        order.perUser,
        order.message === null ? null : JSON.stringify(order.message),
        order.audienceCount,
        order.audienceEstimated,
        order.startAt,
        now,
      ],
    ],
  );
}

export async function selectDistribution(
  reader: SqlReader,
  distributionId: string,
): Promise<StoredDistribution | undefined> {
  const row = await reader.row<Row>('SELECT * FROM distribution WHERE distribution_id = ?', [distributionId]);
  return row && toDistribution(row);
}

/** The row with its lock. @returns undefined when it has another status, or somebody else is at work on it */
export async function lockDistribution(
  tx: Tx,
  distributionId: string,
  status: DistributionStatus,
): Promise<StoredDistribution | undefined> {
  const row = await tx.row<Row>(
    'SELECT * FROM distribution WHERE distribution_id = ? AND status = ? FOR UPDATE SKIP LOCKED',
    [distributionId, status],
  );
  return row && toDistribution(row);
}

/** Newest id first. @param merchantId undefined: of every merchant and the platform */
export async function selectDistributions(
  reader: SqlReader,
  wanted: { merchantId?: string; before?: string; limit: number },
): Promise<DistributionSummary[]> {
  const conditions = ['1 = 1'];
  const values: SqlValue[] = [];
  if (wanted.merchantId !== undefined) {
    conditions.push('merchant_id = ?');
    values.push(wanted.merchantId);
  }
  if (wanted.before !== undefined) {
    conditions.push('distribution_id < ?');
    values.push(wanted.before);
  }
  const rows = await reader.rows<SummaryRow>(
    `SELECT ${SUMMARY_COLUMNS} FROM distribution WHERE ${conditions.join(' AND ')} ORDER BY distribution_id DESC LIMIT ?`,
    [...values, wanted.limit],
  );
  return rows.map(toSummary);
}

/** Ids of those in this status whose start time has come, in order of id. @param afterId the last one of the page before */
export async function dueDistributions(
  reader: SqlReader,
  status: DistributionStatus,
  { now, afterId, limit }: { now: Date; afterId: string; limit: number },
): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(
    `SELECT distribution_id AS id FROM distribution WHERE status = ? AND start_at <= ? AND distribution_id > ?
     ORDER BY distribution_id LIMIT ?`,
    [status, now, afterId, limit],
  );
  return rows.map(({ id }) => id);
}

/** Whether there are users whose turn has yet to come. */
export async function hasAudienceLeft(tx: Tx, distributionId: string): Promise<boolean> {
  const row = await tx.row(
    'SELECT 1 FROM distribution WHERE distribution_id = ? AND audience_exhausted = 0',
    [distributionId],
  );
  return row !== undefined;
}
