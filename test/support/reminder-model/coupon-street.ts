import {
  CouponSource,
  lockCoupons,
  RestoreCoupons,
  releaseCoupons,
  useCoupons,
} from '../../../src/modules/coupon';
import { CommitClaims } from '../../../src/modules/coupon/application/claims/commit-claims';
import { TermsCache } from '../../../src/modules/coupon/application/claims/terms-cache';
import { ExpireCoupons } from '../../../src/modules/coupon/application/expire-coupons';
import { RevokeCoupons } from '../../../src/modules/coupon/application/revoke-coupons';
import { RunReminders } from '../../../src/modules/notify/application/reminders/run-reminders';
import { ScanReminders } from '../../../src/modules/notify/application/reminders/scan-reminders';
import { Clock } from '../../../src/shared/clock';
import type { TestApi } from '../api';
import { type BatchShape, newBatch } from '../builders';
import type { SeededRandom } from '../random';
import { DAY, HOUR, MINUTE, type ModelCoupon, ReminderModel, type Told } from './reminder-model';

type Restore = Parameters<RestoreCoupons['execute']>[1]['coupons'][number]['restore'];

interface Batch extends BatchShape {
  restore: Restore;
}

const USERS = ['1', '2', '3'];

/**
 * Users who get, hold, use, give back and lose coupons at random, over weeks that pass in no time, by the application's own code on
 * the real database; and the model that is told the same.
 */
export class CouponStreet {
  readonly model = new ReminderModel();
  private orders = 0;
  private lastInboxId = '0';
  private now: number;
  private readonly clock: jest.SpyInstance;

  private constructor(
    private readonly api: TestApi,
    private readonly random: SeededRandom,
    private readonly batches: Batch[],
    start: number,
  ) {
    this.now = start;
    this.clock = jest.spyOn(api.app.get(Clock), 'now').mockImplementation(() => new Date(this.now));
  }

  static async open(api: TestApi, random: SeededRandom): Promise<CouponStreet> {
    for (const table of ['t_notify_msg', 'notify_inbox', 'coupon']) {
      await api.database.change(`DELETE FROM ${table}`);
    }
    const start = Date.UTC(2027, 0, 1 + random.below(300)) + random.below(DAY);
    const common = { totalCount: 1_000_000, claimFrom: new Date(start - DAY) };
    const byDays = { ...common, validityType: 1, claimUntil: new Date(start + 1_000 * DAY) };
    const until = new Date(start + (8 + random.below(4)) * DAY + random.below(DAY));
    const shapes: [Partial<BatchShape>, Restore][] = [
      [
        { ...byDays, perUserLimit: 5, validDays: 3 + random.below(3), remindDays: [3, 1] },
        { policy: 'extended', days: 5 },
      ],
      [
        { ...byDays, perUserLimit: 9, validDays: 1, remindDays: [1] },
        { policy: 'extended', days: 2 },
      ],
      [
        {
          ...common,
          ...{ perUserLimit: 5, validityType: 0, validDays: null, remindDays: [5, 2, 1] },
          ...{
            validFrom: new Date(start + 5 * DAY + random.below(DAY)),
            validUntil: until,
            claimUntil: until,
          },
        },
        { policy: 'if_valid' },
      ],
    ];
    const batches: Batch[] = [];
    for (const [shape, restore] of shapes) {
      batches.push({ ...(await newBatch(api.database, shape)), restore });
    }
    return new CouponStreet(api, random, batches, start);
  }

  close(): void {
    this.clock.mockRestore();
  }

  /** Something happens, or nothing because nobody could do it; then time passes. @returns what a scan told, and should have */
  async step(): Promise<{ told: Told[]; expected: Told[] } | undefined> {
    const steps = [
      () => this.claim(),
      () => this.claim(),
      () => this.lock(),
      () => this.use(),
      () => this.release(),
      () => this.refund(),
      () => this.revoke(),
      () => this.expire(),
      () => this.extend(),
    ];
    await this.random.pick(steps)();
    const spans = [MINUTE, 90 * MINUTE, 12 * HOUR, 12 * HOUR, 4 * DAY];
    this.now += 1 + this.random.below(this.random.pick(spans));
    return this.random.below(5) < 3 ? this.scan() : undefined;
  }

  private async scan(): Promise<{ told: Told[]; expected: Told[] }> {
    const wholeDay = this.random.below(3) === 0;
    const until = wholeDay ? (Math.floor(this.now / DAY) + 1) * DAY : this.now;
    const expected = this.model.scan(this.now, until);
    if (wholeDay) await this.api.app.get(RunReminders, { strict: false }).ofToday();
    else await this.api.app.get(ScanReminders, { strict: false }).execute(new Date(until));
    const rows = await this.api.database.rows<{ inboxId: string; told: Told }>(
      `SELECT i.inbox_id AS inboxId, CONCAT_WS(' ', i.user_id, SUBSTRING_INDEX(m.source_key, ':', -1), i.coupon_id) AS told
       FROM notify_inbox i JOIN notify_message m ON m.message_id = i.message_id WHERE i.inbox_id > ? ORDER BY i.inbox_id`,
      [this.lastInboxId],
    );
    this.lastInboxId = rows.at(-1)?.inboxId ?? this.lastInboxId;
    return { told: rows.map(({ told }) => told).sort(), expected: expected.sort() };
  }

  private pick(suits: (coupon: ModelCoupon) => boolean): ModelCoupon | undefined {
    const suitable = this.model.coupons.filter(suits);
    return suitable.length > 0 ? this.random.pick(suitable) : undefined;
  }

  private async claim(): Promise<void> {
    const { batchId, remindDays } = this.random.pick(this.batches);
    const source = this.random.pick([CouponSource.Claimed, CouponSource.Issued] as const);
    const request = { userId: this.random.pick(USERS), requestKey: null, source, admitted: false };
    const outcome = await this.api.app.get(CommitClaims, { strict: false }).submit(batchId, request);
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'refused') return;
    const { couponId, userId, validFrom, validUntil } = outcome.coupon;
    const coupon: ModelCoupon = {
      ...{ couponId: String(couponId), userId, batchId, remindDays, orderNo: null, heldUntil: 0 },
      ...{ validFrom: new Date(validFrom).getTime(), validUntil: new Date(validUntil).getTime() },
      state: 'available',
    };
    this.model.coupons.push(coupon);
    this.model.begin(coupon, this.now);
  }

  private async lock(): Promise<void> {
    const coupon = this.pick(
      ({ state, validFrom, validUntil }) =>
        state === 'available' && validFrom <= this.now && validUntil > this.now,
    );
    if (!coupon) return;
    const orderNo = `model-${++this.orders}`;
    const heldUntil = this.now + this.random.pick([30 * MINUTE, 10 * HOUR, 3 * DAY]);
    const now = new Date(this.now);
    const { userId, couponId } = coupon;
    const lock = { userId, couponIds: [couponId], orderNo, now, lockedUntil: new Date(heldUntil) };
    await this.api.database.transaction((tx) => lockCoupons(tx, lock));
    Object.assign(coupon, { state: 'locked', orderNo, heldUntil });
  }

  private async use(): Promise<void> {
    const coupon = this.pick(({ state }) => state === 'locked');
    if (!coupon) return;
    const use = { ...coupon, orderNo: coupon.orderNo! };
    await this.api.database.transaction((tx) => useCoupons(tx, [use], new Date(this.now)));
    coupon.state = 'used';
  }

  private async release(): Promise<void> {
    const coupon = this.pick(({ state }) => state === 'locked');
    if (!coupon) return;
    const { userId, couponId, orderNo } = coupon;
    const release = { userId, couponIds: [couponId], orderNo: orderNo!, now: new Date(this.now) };
    await this.api.database.transaction((tx) => releaseCoupons(tx, release));
    coupon.state = coupon.validUntil > this.now ? 'available' : 'expired';
  }

  private async refund(): Promise<void> {
    const coupon = this.pick(({ state }) => state === 'used');
    if (!coupon) return;
    const { restore } = this.batches.find(({ batchId }) => batchId === coupon.batchId)!;
    const given = { couponId: coupon.couponId, batchId: coupon.batchId, restore };
    const refund = { orderNo: coupon.orderNo!, coupons: [given], now: new Date(this.now) };
    const service = this.api.app.get(RestoreCoupons, { strict: false });
    const restored = await this.api.database.transaction((tx) => service.execute(tx, refund));
    if (restored.length === 0) return;
    coupon.state = 'available';
    if (restore.policy === 'extended') {
      coupon.validUntil = Math.max(coupon.validUntil, this.now + restore.days * DAY);
    }
    this.model.begin(coupon, this.now);
  }

  private async revoke(): Promise<void> {
    const coupon = this.pick(({ state }) => state === 'available');
    // Rarely, or nobody would have anything.
    if (!coupon || this.random.below(3) > 0) return;
    const once = { scope: 'model', hash: '' };
    await this.api.app
      .get(RevokeCoupons, { strict: false })
      .one({ role: 'platform', id: '1' }, coupon.couponId, once);
    coupon.state = 'revoked';
  }

  private async expire(): Promise<void> {
    const { database } = this.api;
    await new ExpireCoupons(database, this.api.app.get(Clock)).execute();
    for (const coupon of this.model.coupons) {
      if (coupon.state === 'available' && coupon.validUntil <= this.now) coupon.state = 'expired';
    }
  }

  /** The batch with a window gets a later end, which coupons that are got from now on have. */
  private async extend(): Promise<void> {
    const batch = this.batches.find(({ validUntil }) => validUntil !== null)!;
    if (batch.validUntil!.getTime() <= this.now) return;
    batch.validUntil = new Date(batch.validUntil!.getTime() + 1 + this.random.below(4 * DAY));
    await this.api.database.change(
      'UPDATE coupon_batch SET valid_until = ?, claim_until = ?, version = version + 1 WHERE batch_id = ?',
      [batch.validUntil, batch.validUntil, batch.batchId],
    );
    this.api.app.get(TermsCache, { strict: false }).forget(batch.batchId);
  }
}
