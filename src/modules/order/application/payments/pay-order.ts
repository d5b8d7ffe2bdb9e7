import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database, IdGenerator, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { Idempotency, type IdempotentRequest } from '../../../../platform/idempotency/idempotency';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { ReadCouponTerms } from '../../../batch';
import { ORDER_STATUS_NAMES, OrderStatus } from '../../domain/order-states';
import { isUndecided, PaymentStatus } from '../../domain/payment-states';
import type { OrderCouponHead } from '../../domain/stored-order';
import { PAYMENT_IDS } from '../../infra/id-sequences';
import { selectCouponHeads } from '../../infra/order-part-rows';
import { lockOrder, type OrderHead, selectOrder } from '../../infra/order-rows';
import { insertPayment, type Payment, selectPayment, selectPaymentsOf } from '../../infra/payment-rows';
import type { Redemption } from '../checkout/redeem-coupons';
import type { MoneyView } from '../money-view';
import { ChargePayment } from './charge-payment';
import { type PaymentView, toPaymentView } from './payment-view';

export interface PayRequest {
  methodToken: string;
  /** How the payer pays now; null: as the order says. */
  paymentMethod: string | null;
  /** What the payer believes to pay; another amount or currency is refused. */
  amount: MoneyView | null;
}

/** A coupon that can't be paid for in the way that was chosen. */
export interface RefusedMethod {
  couponId: string;
  allowed: readonly string[];
}

export interface PayResult {
  payment: PaymentView;
  replayed: boolean;
}

interface Begun {
  payment: Payment;
  order: Redemption;
}

/**
 * Pays an order in three steps, each of which stands by itself: the payment's row, the provider's charge, the confirming
 * transaction. A crash between two of them is healed by the due scan, which asks the provider by the payment's id.
 */
@Injectable()
export class PayOrder {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly chargePayment: ChargePayment,
    private readonly couponTerms: ReadCouponTerms,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @returns the payment, `succeeded` (the order is paid) or `processing` (the outcome comes later)
   * @throws AppError ORDER_NOT_FOUND, ORDER_STATE_CONFLICT, PAYMENT_MISMATCH, PAYMENT_METHOD_NOT_ALLOWED with the methods
   *   that its coupons allow, PAYMENT_IN_PROGRESS with the payment that is undecided yet; PAYMENT_DECLINED, after which the order can be paid another way; ORDER_STATE_CONFLICT also when the order was closed while the provider
   *   worked: the money goes back by itself
   */
  async execute(
    userId: string,
    orderId: string,
    request: PayRequest,
    once: IdempotentRequest,
  ): Promise<PayResult> {
    const paymentId = await this.ids.next(PAYMENT_IDS);
    let begun: Begun | undefined;
    const { body, replayed } = await this.idempotency.oncePrefetching(
      { ...once, answer: { paymentId } },
      (tx) => lockForPayment(tx, orderId),
      async (tx, locking) => {
        begun = await this.begin(tx, await locking, { userId, orderId, paymentId, request });
      },
    );
    faultPoint('order.pay:after-row');
    // What an attempt began that was rolled back must not be charged: a repetition asks what there is.
    const known = replayed ? undefined : begun;
    const payment =
      known?.payment ?? (await this.read((JSON.parse(body) as { paymentId: string }).paymentId));
    const { settlement, charge } = await this.chargePayment.charge(payment, known?.order);
    if (settlement === 'paid') {
      return { payment: toPaymentView({ ...payment, status: PaymentStatus.Succeeded }), replayed };
    }
    return { payment: await this.resultOf(payment.paymentId, charge?.clientSecret ?? null), replayed };
  }

  private async begin(
    tx: Tx,
    [order, coupons, others]: Awaited<ReturnType<typeof lockForPayment>>,
    {
      userId,
      orderId,
      paymentId,
      request,
    }: { userId: string; orderId: string; paymentId: string; request: PayRequest },
  ): Promise<Begun> {
    const now = this.clock.now();
    if (!order || order.userId !== userId) throw new AppError('ORDER_NOT_FOUND');
    if (order.status !== OrderStatus.AwaitingPayment || order.expiresAt <= now) throw closed(order);
    const { payableMinor: amountMinor } = order.totals;
    const { currency } = order;
    const expected = request.amount;
    if (expected && (expected.amountMinor !== amountMinor || expected.currency !== currency)) {
      throw new AppError('PAYMENT_MISMATCH', { extra: { payable: { amountMinor, currency } } });
    }
    await this.checkMethod(tx, coupons, request.paymentMethod ?? order.paymentMethod);
    // Whatever is undecided may still take the money; a second payment beside it could take it twice.
    const undecided = others.find(({ status }) => isUndecided(status));
    if (undecided) {
      throw new AppError('PAYMENT_IN_PROGRESS', {
        retryAfterSeconds: 1,
        extra: { payment: toPaymentView(undecided) },
      });
    }
    const payment: Payment = {
      paymentId,
      orderId,
      provider: this.chargePayment.providerName,
      methodToken: request.methodToken,
      amountMinor,
      currency,
      status: PaymentStatus.Created,
      providerPaymentId: null,
      declineCode: null,
      checkAt: new Date(now.getTime() + this.config.PAYMENT_CHECK_SECONDS * 1000),
      createdAt: now,
    };
    insertPayment(tx, payment);
    return { payment, order: { orderId, userId, coupons } };
  }

  private async read(paymentId: string): Promise<Payment> {
    const payment = await selectPayment(this.database, paymentId);
    if (!payment) throw new Error(`payment ${paymentId} is gone`);
    return payment;
  }

  /** A coupon for one way to pay was checked when the order was placed; who pays in another way loses it. */
  private async checkMethod(
    tx: Tx,
    coupons: readonly OrderCouponHead[],
    method: string | null,
  ): Promise<void> {
    const terms = await this.couponTerms.execute(
      tx,
      coupons.map(({ batchId }) => batchId),
    );
    const refused = coupons.flatMap(({ couponId, batchId }): RefusedMethod[] => {
      const allowed = terms.get(batchId)!.rule.content.conditions?.paymentMethods;
      return allowed === undefined || (method !== null && allowed.includes(method))
        ? []
        : [{ couponId, allowed }];
    });
    if (refused.length > 0) throw new AppError('PAYMENT_METHOD_NOT_ALLOWED', { extra: { coupons: refused } });
  }

  private async resultOf(paymentId: string, clientSecret: string | null): Promise<PaymentView> {
    const payment = await this.read(paymentId);
    const view = toPaymentView(payment);
    if (payment.status === PaymentStatus.Declined) {
      throw new AppError('PAYMENT_DECLINED', { extra: { payment: view } });
    }
    if (payment.status !== PaymentStatus.Succeeded) return toPaymentView(payment, clientSecret);
    const order = await selectOrder(this.database, payment.orderId);
    if (!order) throw new Error(`order ${payment.orderId} is gone`);
    if (order.paymentId === paymentId) return view;
    throw new AppError('ORDER_STATE_CONFLICT', {
      detail: 'The payment could not be used for the order and is refunded.',
      extra: { orderStatus: ORDER_STATUS_NAMES[order.status], payment: view },
    });
  }
}

function closed(order: OrderHead): AppError {
  return new AppError('ORDER_STATE_CONFLICT', { extra: { orderStatus: ORDER_STATUS_NAMES[order.status] } });
}

function lockForPayment(tx: Tx, orderId: string) {
  return Promise.all([lockOrder(tx, orderId), selectCouponHeads(tx, orderId), selectPaymentsOf(tx, orderId)]);
}
