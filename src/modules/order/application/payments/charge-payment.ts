import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { rootLogger } from '../../../../platform/logging';
import { Clock } from '../../../../shared/clock';
import { isAppError } from '../../../../shared/errors';
import { PaymentProvider, type ProviderCharge, withTimeout } from '../../../payment';
import { OrderStatus } from '../../domain/order-states';
import { PaymentStatus } from '../../domain/payment-states';
import { selectOrder } from '../../infra/order-rows';
import {
  type Payment,
  postponeAgain,
  postponeCheck,
  pullInChecks,
  selectDuePayments,
} from '../../infra/payment-rows';
import type { Redemption } from '../checkout/redeem-coupons';
import { ApplyChargeResult, type Settlement } from './apply-charge-result';

const PAGE = 100;
const MIN_WAIT_MS = 5_000;
const MAX_WAIT_MS = 10 * 60_000;
/**
 * How long a check has the payment for itself. One that ends with its process, or meets a database that is away, is followed by
 * the next after this time: only what the provider says makes the wait longer.
 */
const LEASE_MS = 30_000;

/** What the provider said, if it said anything, and what that led to. */
interface ProviderAnswer {
  settlement: Settlement;
  charge: ProviderCharge | undefined;
}

const NO_ANSWER: ProviderAnswer = { settlement: 'nothing', charge: undefined };

/** Talks to the provider about payments, outside of transactions, and settles what it says. */
@Injectable()
export class ChargePayment {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly provider: PaymentProvider,
    private readonly applyChargeResult: ApplyChargeResult,
  ) {}

  /** As stored with each payment. */
  get providerName(): string {
    return this.provider.name;
  }

  /**
   * Sends a payment that was begun before. What goes wrong leaves an unknown outcome and is left to the due scan. Past its
   * check time the payment is the scan's alone: a process that slept must not charge what was given up meanwhile.
   * @param order where the caller has just begun the payment: saves reading it again
   */
  async charge(payment: Payment, order?: Redemption): Promise<ProviderAnswer> {
    const { paymentId, status, checkAt } = payment;
    if (status === PaymentStatus.Pending) return this.look(payment);
    if (status !== PaymentStatus.Created || !checkAt || checkAt <= this.clock.now()) return NO_ANSWER;
    let charge: ProviderCharge;
    try {
      charge = await this.send(payment);
    } catch (error) {
      rootLogger.warn({ paymentId, reason: error }, 'the outcome of a charge is not known');
      return NO_ANSWER;
    }
    faultPoint('order.pay:after-provider');
    return { settlement: await this.applyChargeResult.execute(charge, payment, order), charge };
  }

  /** What the provider says of a payment that is under way, as far as it can be asked now. */
  private async look(payment: Payment): Promise<ProviderAnswer> {
    try {
      return { settlement: 'nothing', charge: await this.find(payment) };
    } catch (error) {
      rootLogger.warn(
        { paymentId: payment.paymentId, reason: error },
        'a pending charge cannot be looked at',
      );
      return NO_ANSWER;
    }
  }

  /** Asks about every open payment whose check is due. */
  async checkDue(): Promise<void> {
    const now = this.clock.now();
    const farthest = new Date(
      now.getTime() + Math.max(MAX_WAIT_MS, this.config.PAYMENT_CHECK_SECONDS * 1000) * 2,
    );
    const pulledIn = await pullInChecks(this.database, { now, farthest, limit: PAGE });
    if (pulledIn > 0) rootLogger.warn({ payments: pulledIn }, 'checks were due too far away and are due now');
    let after: { checkAt: Date; paymentId: string } | undefined;
    for (;;) {
      const due = await selectDuePayments(this.database, { now, after, limit: PAGE });
      for (const payment of due) await this.checkSafely(payment, now);
      const last = due.at(-1);
      if (due.length < PAGE || !last?.checkAt) return;
      after = { checkAt: last.checkAt, paymentId: last.paymentId };
    }
  }

  private async checkSafely(payment: Payment, now: Date): Promise<void> {
    const age = now.getTime() - payment.createdAt.getTime();
    const next = new Date(now.getTime() + Math.min(Math.max(age / 2, MIN_WAIT_MS), MAX_WAIT_MS));
    const leased = new Date(this.clock.now().getTime() + LEASE_MS);
    try {
      if (!(await postponeCheck(this.database, payment, leased))) return;
      try {
        await this.check(payment);
      } catch (error) {
        if (isAppError(error, 'BUSY', 'OUTCOME_UNKNOWN')) throw error;
        await postponeAgain(this.database, payment.paymentId, { leased, next });
        throw error;
      }
      await postponeAgain(this.database, payment.paymentId, { leased, next });
    } catch (error) {
      rootLogger.warn({ paymentId: payment.paymentId, err: error }, 'a payment is checked again later');
    }
  }

  private async check(payment: Payment): Promise<void> {
    if (payment.provider !== this.provider.name) {
      throw new Error(`it was asked of ${payment.provider}, which is not set up`);
    }
    const charge = await this.find(payment);
    await this.applyChargeResult.execute(charge ?? (await this.sendOrGiveUp(payment)), payment);
  }

  /** The provider has never heard of it: the user still wants it as long as the order waits; otherwise it is over. */
  private async sendOrGiveUp(payment: Payment): Promise<ProviderCharge> {
    const order = await selectOrder(this.database, payment.orderId);
    if (order?.status === OrderStatus.AwaitingPayment) return this.send(payment);
    const { paymentId, amountMinor, currency } = payment;
    return {
      reference: paymentId,
      providerPaymentId: `unsent_${paymentId}`,
      state: 'declined',
      amountMinor,
      currency,
      declineCode: 'not_sent',
    };
  }

  private find({ paymentId, providerPaymentId, createdAt }: Payment): Promise<ProviderCharge | undefined> {
    const request = { reference: paymentId, providerPaymentId, askedAt: createdAt };
    return withTimeout(this.provider.find(request));
  }

  private send({ paymentId, amountMinor, currency, methodToken }: Payment): Promise<ProviderCharge> {
    return withTimeout(this.provider.charge({ reference: paymentId, amountMinor, currency, methodToken }));
  }
}
