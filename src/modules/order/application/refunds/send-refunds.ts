import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { rootLogger } from '../../../../platform/logging';
import { Clock } from '../../../../shared/clock';
import { isAppError } from '../../../../shared/errors';
import { PaymentProvider, type RefundResult, withTimeout } from '../../../payment';
import { REFUND_TRANSITIONS, type RefundTransition } from '../../domain/refund-states';
import { moveState } from '../../infra/move-state';
import { selectPayment } from '../../infra/payment-rows';
import {
  noteFailedTry,
  pullInRefunds,
  type Refund,
  selectDueRefunds,
  selectRefund,
  takeRefundTry,
} from '../../infra/refund-rows';

const PAGE = 100;
const FIRST_RETRY_MS = 10_000;
const MAX_RETRY_MS = 60 * 60_000;
/**
 * How long a try has the refund for itself. One that ends with its process, or could not note how it ended because the database
 * was away, is followed by the next after this time: only what the provider says makes the wait longer.
 */
const LEASE_MS = 30_000;
/** About four days of tries; after that a person has to look. */
const MAX_ATTEMPTS = 100;

/** Carries out refunds that a transaction decided. Repeatable: the provider knows each by our id. */
@Injectable()
export class SendRefunds {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly provider: PaymentProvider,
  ) {}

  /** Tries one refund now, behind the caller's back; what fails is due again for the scan. */
  soon(refundId: string): void {
    this.sendOne(refundId).catch((error: Error) =>
      rootLogger.warn({ refundId, reason: error }, 'a refund is left to the due scan'),
    );
  }

  /** Tries every refund that is due. */
  async sendDue(): Promise<void> {
    const now = this.clock.now();
    const farthest = new Date(now.getTime() + 2 * MAX_RETRY_MS);
    const pulledIn = await pullInRefunds(this.database, { now, farthest, limit: PAGE });
    if (pulledIn > 0) rootLogger.warn({ refunds: pulledIn }, 'refunds were due too far away and are due now');
    for (;;) {
      const due = await selectDueRefunds(this.database, this.clock.now(), PAGE);
      // Each try moves the refund's next one into the future, so a page never comes twice in one round.
      for (const refund of due) await this.trySafely(refund);
      if (due.length < PAGE) return;
    }
  }

  private async sendOne(refundId: string): Promise<void> {
    const refund = await selectRefund(this.database, refundId);
    if (refund) await this.send(refund);
  }

  private async trySafely(refund: Refund): Promise<void> {
    try {
      await this.send(refund);
    } catch (error) {
      rootLogger.warn({ refundId: refund.refundId, err: error }, 'a refund failed and is tried again');
    }
  }

  private async send(refund: Refund): Promise<void> {
    const { paymentId } = refund;
    if (paymentId === null) return;
    const leased = new Date(this.clock.now().getTime() + LEASE_MS);
    if (!(await takeRefundTry(this.database, refund, leased))) return;
    faultPoint('order.refund:before-provider');
    const result = await this.ask(refund, paymentId);
    faultPoint('order.refund:after-provider');
    if (result.state === 'done') {
      await this.move(refund, 'finish', { provider_refund_id: result.providerRefundId, check_at: null });
      faultPoint('order.refund:after-finish');
      return;
    }
    const { reason } = result;
    await this.noteFailedTry(refund, reason);
    if (refund.attempts + 1 < MAX_ATTEMPTS) {
      rootLogger.warn({ refundId: refund.refundId, reason }, 'the provider refused a refund');
      return;
    }
    rootLogger.error({ refundId: refund.refundId, reason }, 'a refund has failed for good');
    await this.move(refund, 'giveUp', { check_at: null });
  }

  /** @throws Error when the provider could not be asked; the next try is noted then */
  private async ask(refund: Refund, paymentId: string): Promise<RefundResult> {
    const payment = await selectPayment(this.database, paymentId);
    try {
      if (payment && payment.provider !== this.provider.name) {
        throw new Error(`the payment was asked of ${payment.provider}, which is not set up`);
      }
      return await withTimeout(
        this.provider.refund({
          reference: refund.refundId,
          paymentReference: paymentId,
          providerPaymentId: payment?.providerPaymentId ?? '',
          amountMinor: refund.amountMinor,
          currency: refund.currency,
        }),
      );
    } catch (error) {
      if (!isAppError(error, 'BUSY', 'OUTCOME_UNKNOWN')) await this.noteFailedTry(refund, null);
      throw error;
    }
  }

  private async noteFailedTry(refund: Refund, failure: string | null): Promise<void> {
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(refund.attempts, 20), MAX_RETRY_MS);
    const next = new Date(this.clock.now().getTime() + waitMs);
    await noteFailedTry(this.database, refund.refundId, { failure, next });
  }

  private async move(
    refund: Refund,
    transition: RefundTransition,
    columns: Record<string, string | null>,
  ): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction((tx) =>
      moveState(tx, 'refund', refund.refundId, REFUND_TRANSITIONS[transition], now, columns),
    );
  }
}
