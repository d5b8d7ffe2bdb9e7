import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { IdGenerator, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import {
  Idempotency,
  type IdempotentRequest,
  type Outcome,
} from '../../../../platform/idempotency/idempotency';
import { Clock } from '../../../../shared/clock';
import { AppError, isAppError } from '../../../../shared/errors';
import { reserveBudgets } from '../../../batch';
import { lockCouponRows, lockCouponsAtCommit, type UsableCoupon } from '../../../coupon';
import type { PricedCart } from '../../../pricing';
import { OrderStatus } from '../../domain/order-states';
import { type PreparedCheckout, priceSelection } from '../../domain/price-selection';
import {
  budgetSharesOf,
  type CouponOwner,
  orderNoOf,
  type StoredOrder,
  toOrderCoupons,
  toOrderLines,
} from '../../domain/stored-order';
import { ORDER_IDS } from '../../infra/id-sequences';
import { insertOrder, lockShopper } from '../../infra/order-rows';
import type { MoneyView } from '../money-view';
import { type OrderView, toOrderView } from '../order-view';
import { UnpaidOrderJobs } from '../unpaid-order-jobs';
import { PriceCheckout, type Purchase } from './price-checkout';
import { QuoteCheckout } from './quote-checkout';
import { toPricedView, toRefusalViews } from './quote-view';
import { redeemCoupons } from './redeem-coupons';
import { refuseBudget, refuseHold } from './refuse-coupons';

export interface OrderRequest extends Purchase {
  couponIds: readonly string[];
  /** What the user was told to pay; another price is refused. */
  expectedTotal: MoneyView | null;
}

interface Preparation {
  prepared: PreparedCheckout;
  now: Date;
}

/** Refusals that a quote explains and that another choice of coupons would avoid. */
const COUPON_REFUSALS = [
  'COUPON_NOT_AVAILABLE',
  'COUPON_NOT_APPLICABLE',
  'BUDGET_EXHAUSTED',
  'QUOTE_CHANGED',
] as const;

/**
 * Try: one transaction prices again, locks the coupons, writes the order with its lines, shares and operation records, and
 * reserves of the budgets what it gives away. An order of zero is paid at once, and its coupons used.
 */
@Injectable()
export class CreateOrder {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly pricing: PriceCheckout,
    private readonly quoteCheckout: QuoteCheckout,
    private readonly jobs: UnpaidOrderJobs,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @throws AppError PRODUCT_NOT_FOUND, CART_INVALID with a pointer to each item at fault; COUPON_NOT_FOUND,
   *   COUPON_NOT_AVAILABLE, COUPON_NOT_APPLICABLE, BUDGET_EXHAUSTED with all reasons per coupon; QUOTE_CHANGED when the price
   *   is not `expectedTotal`, also because a coupon does not apply any more. All of the latter four have the price now in `quote`
   */
  async execute(request: OrderRequest, once: IdempotentRequest): Promise<Outcome> {
    const orderId = await this.ids.next(ORDER_IDS);
    let created: OrderView | undefined;
    const outcome = await this.idempotency
      .oncePrefetching(
        once,
        (tx) => this.prepare(tx, request),
        async (tx, preparing) => {
          const order = await this.place(tx, orderId, request, await preparing);
          faultPoint('order.create:before-commit');
          created = toOrderView(order);
          return created;
        },
      )
      .catch((error: unknown) => this.refuse(error, request));
    faultPoint('order.create:after-commit');
    if (created?.status === 'awaiting_payment') this.jobs.schedule(new Date(created.expiresAt));
    return outcome;
  }

  /** Locks the coupons and reads what the price depends on. */
  private async prepare(tx: Tx, request: OrderRequest): Promise<Preparation> {
    const now = this.clock.now();
    const holding = this.hold(tx, request);
    return { prepared: await this.pricing.prepare(tx, request, holding, { now, budgets: false }), now };
  }

  private async place(
    tx: Tx,
    orderId: string,
    request: OrderRequest,
    { prepared, now }: Preparation,
  ): Promise<StoredOrder> {
    const priced = priceOrRefuse(prepared, request);
    checkExpectation(request, prepared, priced);
    const order = this.toOrder(orderId, request, { prepared, priced, now });
    const locking = {
      userId: request.userId,
      couponIds: prepared.coupons.map(({ candidate }) => candidate.couponId),
      orderNo: orderNoOf(orderId),
      now,
      lockedUntil: order.expiresAt,
    };
    insertOrder(tx, order);
    lockCouponsAtCommit(tx, locking);
    const isFree = order.status === OrderStatus.Paid;
    // Budgets come after the coupons on every path, and what is used has to be locked.
    if (isFree || order.coupons.some(({ budgeted }) => budgeted)) await tx.sendLast();
    faultPoint('order.create:after-rows');
    const shortage = await reserveBudgets(tx, budgetSharesOf(order.coupons), now);
    if (shortage) throw refuseBudget(order.coupons, shortage);
    if (isFree) await redeemCoupons(tx, [order], now);
    return order;
  }

  /** A refusal because of coupons tells what the purchase costs now: the best there is without them. */
  private async refuse(error: unknown, request: OrderRequest): Promise<never> {
    if (!isAppError(error, ...COUPON_REFUSALS) || error.options.extra?.quote) throw error;
    const quote = await this.quoteCheckout.best(request).catch(() => undefined);
    if (!quote) throw error;
    throw new AppError(error.code, { ...error.options, extra: { ...error.options.extra, quote } });
  }

  private async hold(tx: Tx, { userId, couponIds }: OrderRequest): Promise<UsableCoupon[]> {
    const result = await lockCouponRows(tx, userId, couponIds);
    if ('refusals' in result) throw refuseHold(result.refusals);
    faultPoint('order.create:after-hold');
    const coupons = await this.pricing.withTerms(tx, result.held);
    if (coupons.some(({ candidate }) => candidate.rule.content.conditions?.firstOrder)) {
      await lockShopper(tx, userId);
    }
    return coupons;
  }

  private toOrder(
    orderId: string,
    request: OrderRequest,
    { prepared, priced, now }: Preparation & { priced: PricedCart },
  ): StoredOrder {
    const free = priced.totals.payableMinor === 0;
    const owners = new Map(prepared.coupons.map((coupon) => [coupon.candidate.couponId, ownerOf(coupon)]));
    return {
      orderId,
      userId: request.userId,
      status: free ? OrderStatus.Paid : OrderStatus.AwaitingPayment,
      currency: priced.currency,
      totals: priced.totals,
      shippingCode: request.shippingCode,
      channel: request.channel,
      paymentMethod: request.paymentMethod,
      paymentId: null,
      expiresAt: new Date(now.getTime() + this.config.ORDER_UNPAID_SECONDS * 1000),
      createdAt: now,
      paidAt: free ? now : null,
      closedAt: null,
      lines: toOrderLines(request.items, priced, prepared.products),
      coupons: toOrderCoupons(priced, owners),
    };
  }
}

function ownerOf({ candidate, batchId, budgeted, merchantShareBp, restore }: UsableCoupon): CouponOwner {
  return { batchId, merchantId: candidate.merchantId, budgeted, merchantShareBp, restore };
}

/** Who was told a price was told one with these coupons: to them it has changed. */
function priceOrRefuse(prepared: PreparedCheckout, { expectedTotal }: OrderRequest): PricedCart {
  const selection = priceSelection(prepared);
  if ('priced' in selection) return selection.priced;
  const code = expectedTotal === null ? 'COUPON_NOT_APPLICABLE' : 'QUOTE_CHANGED';
  throw new AppError(code, { extra: { coupons: toRefusalViews(selection.refusals) } });
}

function checkExpectation(
  { expectedTotal, items }: OrderRequest,
  { products }: PreparedCheckout,
  priced: PricedCart,
): void {
  if (expectedTotal === null) return;
  const { payableMinor } = priced.totals;
  if (expectedTotal.amountMinor === payableMinor && expectedTotal.currency === priced.currency) return;
  throw new AppError('QUOTE_CHANGED', { extra: { quote: toPricedView(items, products, priced) } });
}
