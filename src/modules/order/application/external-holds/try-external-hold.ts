import { Injectable } from '@nestjs/common';
import { Database, IdGenerator, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import type { Outcome } from '../../../../platform/idempotency';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { reserveBudgets } from '../../../batch';
import { FindUsableCoupons, lockCouponRows, lockCoupons } from '../../../coupon';
import { HoldStatus } from '../../domain/hold-states';
import { budgetSharesOf } from '../../domain/stored-order';
import { type ExternalHold, insertLockParts, insertOrSelectHold } from '../../infra/external-hold-rows';
import { ORDER_IDS } from '../../infra/id-sequences';
import { refuseBudget, refuseHold } from '../checkout/refuse-coupons';
import { toOutsidePriceView, toTriedView } from './external-hold-view';
import { type OutsideOrder, priceOutsideOrder } from './price-outside-order';
import { refuseHoldState } from './refuse-hold-state';

export interface LockRequest extends OutsideOrder {
  clientId: string;
  orderNo: string;
  couponIds: readonly string[];
  ttlSeconds: number;
  /** Of the whole input: the same order number with another one is refused. */
  hash: string;
}

/** Try: holds coupons for an order of an outside system, in one transaction with the budget that it may take. */
@Injectable()
export class TryExternalHold {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly usableCoupons: FindUsableCoupons,
  ) {}

  /**
   * Repeatable by client and order number: the same input is answered as the first time, as long as the coupons are held or
   * used. A refusal leaves nothing behind, so that the order can try again.
   * @throws AppError COUPON_LOCK_REUSED; COUPON_LOCK_STATE_CONFLICT when it was cancelled, also before this try came, or has
   *   timed out; COUPON_NOT_FOUND, COUPON_NOT_AVAILABLE, COUPON_NOT_APPLICABLE, BUDGET_EXHAUSTED with all reasons per coupon;
   *   CART_INVALID
   */
  async execute(request: LockRequest): Promise<Outcome> {
    // Of the same sequence as orders, so that a number on a coupon or in the ledger names one or the other.
    const lockId = await this.ids.next(ORDER_IDS);
    const outcome = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const taken = await insertOrSelectHold(tx, toHold(lockId, request, now));
      if (taken.lockId !== lockId) return repeat(taken, request.hash);
      faultPoint('lock.try:after-row');
      const body = await this.place(tx, taken, request, now);
      faultPoint('lock.try:before-commit');
      return { body, replayed: false };
    });
    faultPoint('lock.try:after-commit');
    return outcome;
  }

  private async place(tx: Tx, lock: ExternalHold, request: LockRequest, now: Date): Promise<string> {
    const { userId, couponIds, cart } = request;
    const { lockId } = lock;
    const hold = await lockCouponRows(tx, userId, couponIds);
    if ('refusals' in hold) throw refuseHold(hold.refusals);
    const usable = await this.usableCoupons.withTerms(tx, hold.held);
    const price = await priceOutsideOrder(tx, lockId, request, { coupons: usable, now });
    const { coupons, shares, priced } = price;
    const view = toTriedView(lock, couponIds, cart && priced && toOutsidePriceView(cart, priced));
    const answer = JSON.stringify(view);
    await insertLockParts(tx, lockId, { coupons, shares, answer });
    await lockCoupons(tx, { userId, couponIds, orderNo: lockId, now, lockedUntil: lock.lockedUntil! });
    faultPoint('lock.try:after-lock');
    const shortage = await reserveBudgets(tx, budgetSharesOf(coupons), now);
    if (shortage) throw refuseBudget(coupons, shortage);
    return answer;
  }
}

function toHold(
  lockId: string,
  { clientId, orderNo, userId, hash, ttlSeconds }: LockRequest,
  now: Date,
): Omit<ExternalHold, 'answer' | 'confirmedAt'> {
  return {
    lockId,
    clientId,
    orderNo,
    userId,
    status: HoldStatus.Locked,
    requestHash: hash,
    lockedUntil: new Date(now.getTime() + ttlSeconds * 1000),
    closedAt: null,
    createdAt: now,
  };
}

function repeat(lock: ExternalHold, hash: string): Outcome {
  if (lock.requestHash !== null && lock.requestHash !== hash) throw new AppError('COUPON_LOCK_REUSED');
  const stands = lock.status === HoldStatus.Locked || lock.status === HoldStatus.Confirmed;
  if (!stands || lock.answer === null) throw refuseHoldState(lock);
  return { body: lock.answer, replayed: true };
}
