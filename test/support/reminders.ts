import type { Database } from '../../src/platform/database';

const DAY_MS = 86_400_000;

export interface ReminderShape {
  userId: string | number;
  batchId: string | number;
  couponId?: string | number;
  day?: string;
  at: Date;
  /** It reminds of what ends by then: a day after it, or a day from now, unless told otherwise. */
  endsBy?: Date;
  status?: number;
  /** false: without a coupon. An open one comes with an available coupon that ends in time, unless told otherwise. */
  withCoupon?: boolean;
}

/** Reminders as rows, for times that would take days to reach. */
export async function newReminders(database: Database, shapes: readonly ReminderShape[]): Promise<void> {
  const rows = shapes.map(({ at, status = 0, ...shape }) => ({
    couponId: BigInt(shape.batchId) * 1_000_000n + BigInt(shape.userId),
    day: at.toISOString().slice(0, 10),
    endsBy: new Date(Math.max(at.getTime(), Date.now()) + DAY_MS),
    withCoupon: status === 0,
    at,
    status,
    ...shape,
  }));
  for (let from = 0; from < rows.length; from += 1_000) {
    const page = rows.slice(from, from + 1_000);
    await database.change(
      `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by, status) VALUES ?`,
      [
        page.map(({ couponId, userId, batchId, day, at, endsBy, status }) => [
          couponId,
          userId,
          batchId,
          day,
          1,
          at,
          endsBy,
          status,
        ]),
      ],
    );
    const coupons = page
      .filter(({ withCoupon }) => withCoupon)
      .map(({ couponId, userId, batchId, endsBy }) => {
        const got = new Date(Math.min(endsBy.getTime(), Date.now()) - 30 * DAY_MS);
        return [couponId, userId, batchId, 1, 0, 0, got, endsBy, got];
      });
    if (coupons.length === 0) continue;
    await database.change(
      `INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
       VALUES ?`,
      [coupons],
    );
  }
}

export interface ContactShape {
  userId: string | number;
  email?: string | null;
  phone?: string | null;
  locale?: string | null;
  timeZone?: string | null;
  emailOptIn?: boolean;
  smsOptIn?: boolean;
  optedOut?: boolean;
  quiet?: [from: string, until: string] | null;
  lastActiveAt?: Date | null;
}

/** A user of the audience as a row: nothing known of them but that they were active now, unless told otherwise. */
export async function newContacts(database: Database, shapes: readonly ContactShape[]): Promise<void> {
  const now = new Date();
  await database.change(
    `INSERT INTO audience_user (user_id, email, phone, locale, time_zone, email_opt_in, sms_opt_in, opted_out, quiet_from,
       quiet_until, last_active_at, created_at, updated_at) VALUES ?`,
    [
      shapes.map((shape) => [
        shape.userId,
        shape.email,
        shape.phone,
        shape.locale,
        shape.timeZone,
        shape.emailOptIn ?? false,
        shape.smsOptIn ?? false,
        shape.optedOut ?? false,
        shape.quiet?.[0],
        shape.quiet?.[1],
        shape.lastActiveAt === undefined ? now : shape.lastActiveAt,
        now,
        now,
      ]),
    ],
  );
}

/** What MySQL has in a user's inbox, oldest first. */
export function inboxRows(database: Database, userId: string | number) {
  return database.rows<{ message_id: string; coupon_id: string | null; read_at: Date | null }>(
    'SELECT message_id, coupon_id, read_at FROM notify_inbox WHERE user_id = ? ORDER BY inbox_id',
    [userId],
  );
}
