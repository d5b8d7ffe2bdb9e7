import { Injectable } from '@nestjs/common';
import { Audit } from '../../../../platform/audit';
import type { Principal } from '../../../../platform/auth';
import { Database, IdGenerator, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import {
  Idempotency,
  type IdempotentRequest,
  type Outcome,
} from '../../../../platform/idempotency/idempotency';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { ReadCouponTerms, reverseBudgets } from '../../../batch';
import { RestoreCoupons } from '../../../coupon';
import { ORDER_STATUS_NAMES, ORDER_TRANSITIONS, OrderStatus } from '../../domain/order-states';
import {
  planReturn,
  type RefundRequest,
  type ReturnContext,
  type ReturnPlan,
} from '../../domain/plan-return';
import { RefundReason } from '../../domain/refund-states';
import { orderNoOf } from '../../domain/stored-order';
import { REFUND_IDS } from '../../infra/id-sequences';
import { moveState } from '../../infra/move-state';
import { markRestored } from '../../infra/order-part-rows';
import { lockOrder } from '../../infra/order-rows';
import { insertReversals } from '../../infra/redemption-rows';
import { insertRefund, insertRefundLines } from '../../infra/refund-rows';
import { checkReach, checkSeesOrder } from '../order-reach';
import { type SharingMerchant, sharingMerchant } from './merchant-share';
import { readReturnContext } from './read-return-context';
import { type RefundPlanView, readRefundViews, toRefundPlanView, toSharedPlanView } from './refund-view';
import { SendRefunds } from './send-refunds';

/** Carries the result of a preview out of the transaction that it rolls back. */
class RolledBack extends Error {
  constructor(readonly view: RefundPlanView) {
    super('a preview changes nothing');
  }
}

/** Refunds of paid orders, whole or by units of lines. */
@Injectable()
export class RefundOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly couponTerms: ReadCouponTerms,
    private readonly restoreCoupons: RestoreCoupons,
    private readonly sendRefunds: SendRefunds,
  ) {}

  /**
   * Decides a refund in one transaction: the refund with its units, the ledger's reversals, the coupons that come back, the
   * order's end, the budgets. The money follows by the refund's row. Its answer is a `RefundView` with a `RefundPlanView`.
   * @throws AppError ORDER_NOT_FOUND; ORDER_STATE_CONFLICT when it is not paid; REFUND_INVALID with a pointer to each line at
   *   fault; NOTHING_TO_REFUND; FORBIDDEN when a merchant refunds more than its own lines
   */
  async execute(
    caller: Principal,
    orderId: string,
    request: RefundRequest,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const refundId = await this.ids.next(REFUND_IDS);
    const outcome = await this.idempotency.once(once, async (tx) => {
      const { plan, merchant } = await this.refund(tx, caller, { orderId, refundId, request });
      const refunds = await readRefundViews(tx, orderId, merchant);
      faultPoint('order.return:before-commit');
      return { ...refunds.find((refund) => refund.refundId === refundId), ...plan };
    });
    faultPoint('order.return:after-commit');
    if (!outcome.replayed) this.sendRefunds.soon(refundId);
    return outcome;
  }

  /** What a refund would do: the same path, rolled back. @throws AppError as `execute` */
  async preview(caller: Principal, orderId: string, request: RefundRequest): Promise<RefundPlanView> {
    const refundId = await this.ids.next(REFUND_IDS);
    try {
      return await this.database.transaction(async (tx) => {
        throw new RolledBack((await this.refund(tx, caller, { orderId, refundId, request })).plan);
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.view;
      throw error;
    }
  }

  private async refund(
    tx: Tx,
    caller: Principal,
    { orderId, refundId, request }: { orderId: string; refundId: string; request: RefundRequest },
  ): Promise<{ plan: RefundPlanView; merchant: SharingMerchant | null }> {
    const now = this.clock.now();
    const head = await lockOrder(tx, orderId);
    if (!head) throw new AppError('ORDER_NOT_FOUND');
    const context = await readReturnContext(tx, this.couponTerms, head);
    checkSeesOrder(caller, context.order);
    if (head.status !== OrderStatus.Paid && head.status !== OrderStatus.Refunded) {
      throw new AppError('ORDER_STATE_CONFLICT', { extra: { orderStatus: ORDER_STATUS_NAMES[head.status] } });
    }
    checkReach(caller, context.order, request);
    const plan = planOrRefuse(context, request);
    await this.write(tx, context, { refundId, plan, now });
    faultPoint('order.return:after-rows');
    const restored = plan.whole ? await this.restore(tx, context, plan, now) : [];
    faultPoint('order.return:after-coupons');
    await this.audit.record(tx, caller, {
      action: 'order.refund',
      subject: 'orders',
      subjectId: orderId,
      details: { refundId, amountMinor: plan.refundMinor, lines: plan.lines, shipping: plan.shipping },
    });
    await reverseBudgets(tx, budgetsOf(context, plan), now);
    const view = toRefundPlanView(head, plan, restored);
    const merchant = sharingMerchant(caller, context.order.lines);
    if (merchant === null) return { plan: view, merchant };
    return { plan: await toSharedPlanView(tx, { order: context.order, view, refundId }, merchant), merchant };
  }

  private async write(
    tx: Tx,
    { order }: ReturnContext,
    { refundId, plan, now }: { refundId: string; plan: ReturnPlan; now: Date },
  ): Promise<void> {
    const { orderId, currency, paymentId } = order;
    const giftChargeMinor = plan.giftCharges.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    await insertRefund(
      tx,
      {
        refundId,
        orderId,
        paymentId,
        amountMinor: plan.refundMinor,
        currency,
        reason: RefundReason.Returned,
        returned: { shipping: plan.shipping, giftChargeMinor },
      },
      now,
    );
    await insertRefundLines(tx, refundId, plan.lines);
    await insertReversals(tx, { orderId, refundId, currency }, plan.entries, now);
    if (plan.whole) await moveState(tx, 'orders', orderId, ORDER_TRANSITIONS.refund, now);
  }

  private async restore(
    tx: Tx,
    { order }: ReturnContext,
    { reversedCoupons }: ReturnPlan,
    now: Date,
  ): Promise<string[]> {
    const given = await this.restoreCoupons.execute(tx, {
      orderNo: orderNoOf(order.orderId),
      coupons: reversedCoupons,
      now,
    });
    await markRestored(tx, order.orderId, given, now);
    return given;
  }
}

function planOrRefuse(context: ReturnContext, request: RefundRequest): ReturnPlan {
  const result = planReturn(context, request);
  if ('errors' in result) throw new AppError('REFUND_INVALID', { errors: result.errors });
  const { plan } = result;
  if (plan.lines.length === 0 && !plan.shipping) throw new AppError('NOTHING_TO_REFUND');
  // The arithmetic never gives more; that it doesn't is worth more than a refund that is sent.
  if (context.refundedMinor + plan.refundMinor > context.order.totals.payableMinor) {
    throw new Error(`a refund of order ${context.order.orderId} would exceed what was paid`);
  }
  return plan;
}

function budgetsOf({ order }: ReturnContext, { reversals }: ReturnPlan) {
  const budgeted = new Set(order.coupons.filter((c) => c.budgeted).map(({ couponId }) => couponId));
  return reversals.filter(({ couponId }) => budgeted.has(couponId));
}
