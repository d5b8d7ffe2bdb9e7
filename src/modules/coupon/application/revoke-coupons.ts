import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import { mayManage, type Principal } from '../../../platform/auth';
import { Database, type Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { selectBatchTerms } from '../../batch';
import { COUPON_STATUS_NAMES, CouponStatus } from '../domain/coupon-states';
import { changeCoupons, type LockedRow, lockRows } from '../infra/change-coupons';
import { selectOfBatch } from '../infra/coupon-rows';

const PAGE = 200;

/** A coupon that was taken back. */
export interface RevokedCouponView {
  couponId: string;
  batchId: string;
  userId: string;
  status: 'revoked';
}

/** Takes coupons back from their holders. They stay rows and return no stock. */
@Injectable()
export class RevokeCoupons {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Revokes one available coupon.
   * @throws AppError COUPON_NOT_FOUND also for another merchant's, COUPON_NOT_AVAILABLE when it is locked, used or gone
   */
  one(caller: Principal, couponId: string, once: IdempotentRequest): Promise<Outcome> {
    return this.idempotency.once(once, async (tx) => {
      const now = this.clock.now();
      const [row] = await lockRows(tx, [couponId]);
      const terms = row && (await selectBatchTerms(tx, row.batchId));
      if (!row || !terms || !mayManage(caller, terms.merchantId)) throw new AppError('COUPON_NOT_FOUND');
      if (row.status !== CouponStatus.Available) {
        const status = COUPON_STATUS_NAMES[row.status as CouponStatus];
        throw new AppError('COUPON_NOT_AVAILABLE', { extra: { couponStatus: status } });
      }
      await revokeRows(tx, [row], now);
      await this.audit.record(tx, caller, {
        action: 'coupon.revoke',
        subject: 'coupon',
        subjectId: couponId,
      });
      const view: RevokedCouponView = {
        couponId,
        batchId: row.batchId,
        userId: row.userId,
        status: 'revoked',
      };
      return view;
    });
  }

  /**
   * Revokes what is still available of a batch, page by page, each in its own transaction. Repeating it goes on where it
   * stopped; coupons that an order holds meanwhile are left to it.
   * @param gotUntil coupons that were got later are left: the batch may have been resumed since
   * @returns how many this call revoked
   */
  async ofBatch(batchId: string, gotUntil: Date): Promise<number> {
    let revoked = 0;
    let after = { userId: '0', claimNo: 0 };
    for (;;) {
      const page = await selectOfBatch(this.database, { batchId, gotUntil, after, limit: PAGE });
      const last = page.at(-1);
      if (!last) return revoked;
      revoked += await this.database.transaction(async (tx) => {
        const rows = await lockRows(
          tx,
          page.map(({ couponId }) => couponId),
        );
        const available = rows.filter(({ status }) => status === CouponStatus.Available);
        await revokeRows(tx, available, this.clock.now());
        return available.length;
      });
      after = last;
    }
  }
}

async function revokeRows(tx: Tx, rows: readonly LockedRow[], now: Date): Promise<void> {
  const coupons = rows.map((row) => ({ ...row, orderNo: null }));
  await changeCoupons(tx, { transition: 'revoke', coupons, now });
}
