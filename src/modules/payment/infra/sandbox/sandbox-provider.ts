import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database, isDuplicateKey } from '../../../../platform/database';

import { Clock } from '../../../../shared/clock';
import {
  type ChargeRequest,
  type FindRequest,
  PaymentProvider,
  type ProviderCallback,
  type ProviderCharge,
  type ProviderRefundRequest,
  type RefundResult,
} from '../../application/payment-provider';
import { SANDBOX_METHODS, UNKNOWN_METHOD } from './sandbox-methods';
import { readWebhook, type SignedWebhook, signWebhook } from './sandbox-webhooks';

interface ChargeRow {
  sandbox_charge_id: string;
  reference: string;
  amount_minor: string;
  currency: string;
  decline_code: string | null;
  settles_at: Date;
}

interface DueCallback extends ChargeRow {
  callback_at: Date;
}

const COLUMNS = 'sandbox_charge_id, reference, amount_minor, currency, decline_code, settles_at';
const CALLBACK_PAGE = 100;
/** Between two callbacks about the same charge. */
const CALLBACK_GAP_MS = 200;

/**
 * A payment company of our own, for development, demos and tests: the method token says how a charge goes (see
 * SANDBOX_METHODS). It remembers in tables of its own, with statements that commit by themselves, as a company elsewhere
 * would: a charge stands whatever becomes of the process that asked for it.
 */
@Injectable()
export class SandboxProvider extends PaymentProvider {
  readonly name = 'sandbox';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    super();
  }

  async charge({ reference, amountMinor, currency, methodToken }: ChargeRequest): Promise<ProviderCharge> {
    const method = SANDBOX_METHODS[methodToken] ?? UNKNOWN_METHOD;
    const now = this.clock.now();
    const settlesAt = new Date(now.getTime() + method.settleMs);
    const taken = amountMinor - method.shortMinor;
    const inserting = this.database.change(
      `INSERT INTO sandbox_charge (reference, method_token, amount_minor, currency, decline_code, settles_at, callbacks_left,
         callback_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        reference,
        methodToken,
        taken,
        currency,
        method.declineCode,
        settlesAt,
        method.callbacks,
        method.callbacks > 0 ? settlesAt : null,
        now,
      ],
    );
    const inserted = await inserting.catch((error: unknown) => {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    });
    if (method.losesReply) throw new Error('the sandbox lost its reply, as the method asked');
    if (!inserted) return this.known(reference);
    const row = {
      sandbox_charge_id: String(inserted.insertId),
      reference,
      amount_minor: String(taken),
      currency,
      decline_code: method.declineCode,
      settles_at: settlesAt,
    };
    return toCharge(row, now);
  }

  private async known(reference: string): Promise<ProviderCharge> {
    const charge = await this.read(reference);
    if (!charge) throw new Error(`the sandbox forgot the charge ${reference}`);
    return charge;
  }

  find({ reference }: Pick<FindRequest, 'reference'>): Promise<ProviderCharge | undefined> {
    return this.read(reference);
  }

  readCallback(callback: ProviderCallback): ProviderCharge | undefined {
    return readWebhook(callback, this.config.SANDBOX_WEBHOOK_SECRETS);
  }

  private async read(reference: string): Promise<ProviderCharge | undefined> {
    const row = await this.database.row<ChargeRow>(
      `SELECT ${COLUMNS} FROM sandbox_charge WHERE reference = ?`,
      [reference],
    );
    return row && toCharge(row, this.clock.now());
  }

  async refund(request: ProviderRefundRequest): Promise<RefundResult> {
    const charge = await this.database.row<ChargeRow & { method_token: string }>(
      `SELECT ${COLUMNS}, method_token FROM sandbox_charge WHERE reference = ?`,
      [request.paymentReference],
    );
    if (!charge) return { state: 'refused', reason: 'unknown_charge' };
    if (SANDBOX_METHODS[charge.method_token]?.refusesRefunds) {
      return { state: 'refused', reason: 'card_closed' };
    }
    return this.database.transaction(async (tx) => {
      // The row lock makes refunds of one charge wait for each other, so that they can't exceed it together.
      await tx.row('SELECT 1 FROM sandbox_charge WHERE sandbox_charge_id = ? FOR UPDATE', [
        charge.sandbox_charge_id,
      ]);
      const others = await tx.row<{ total: string | null }>(
        'SELECT SUM(amount_minor) AS total FROM sandbox_refund WHERE sandbox_charge_id = ? AND reference <> ?',
        [charge.sandbox_charge_id, request.reference],
      );
      if (Number(others?.total ?? 0) + request.amountMinor > Number(charge.amount_minor)) {
        return { state: 'refused', reason: 'more_than_charged' };
      }
      await tx.change(
        `INSERT INTO sandbox_refund (reference, sandbox_charge_id, amount_minor, created_at) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE reference = VALUES(reference)`,
        [request.reference, charge.sandbox_charge_id, request.amountMinor, this.clock.now()],
      );
      return { state: 'done', providerRefundId: `sandbox_refund_${request.reference}` };
    });
  }

  /**
   * Charges whose callback is due, each taken by one caller only. A callback that is taken and not delivered is lost, as
   * callbacks are: the due scan of payments makes up for it. Without a secret to sign with there are none.
   */
  async takeCallbacks(): Promise<SignedWebhook[]> {
    const secrets = this.config.SANDBOX_WEBHOOK_SECRETS;
    if (secrets.length === 0) return [];
    const now = this.clock.now();
    const due = await this.database.rows<DueCallback>(
      `SELECT ${COLUMNS}, callback_at FROM sandbox_charge WHERE callback_at <= ?
       ORDER BY callback_at, sandbox_charge_id LIMIT ${CALLBACK_PAGE}`,
      [now],
    );
    const taken: SignedWebhook[] = [];
    for (const row of due) {
      const next = new Date(now.getTime() + CALLBACK_GAP_MS);
      const { affectedRows } = await this.database.change(
        `UPDATE sandbox_charge SET callback_at = IF(callbacks_left > 1, ?, NULL), callbacks_left = callbacks_left - 1
         WHERE sandbox_charge_id = ? AND callback_at = ?`,
        [next, row.sandbox_charge_id, row.callback_at],
      );
      // Whoever gets it judges its age by their own date, as web hooks are everywhere.
      if (affectedRows === 1) taken.push(signWebhook(toCharge(row, now), secrets, new Date()));
    }
    return taken;
  }
}

function toCharge(row: ChargeRow, now: Date): ProviderCharge {
  const final = row.decline_code === null ? 'succeeded' : 'declined';
  const settled = row.settles_at <= now;
  return {
    reference: row.reference,
    providerPaymentId: `sandbox_${row.sandbox_charge_id}`,
    state: settled ? final : 'pending',
    amountMinor: Number(row.amount_minor),
    currency: row.currency,
    declineCode: settled ? row.decline_code : null,
  };
}
