import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey, isTransactionConflict, type Tx } from '../../../../platform/database';
import { withoutDeadline } from '../../../../platform/deadline';
import { faultPoint } from '../../../../platform/faults';
import { rootLogger } from '../../../../platform/logging';
import { histogram } from '../../../../platform/metrics';
import { Batcher, QueueFullError } from '../../../../shared/batcher';
import { Clock } from '../../../../shared/clock';
import { isAppError } from '../../../../shared/errors';
import { CouponChangeLost } from '../../../coupon';
import { PAYMENT_TRANSITIONS } from '../../domain/payment-states';
import { moveStates } from '../../infra/move-state';
import { payOrders } from '../../infra/order-rows';
import { type Redemption, redeemCoupons } from '../checkout/redeem-coupons';

/** Orders that are confirmed together, at most. With a coupon each, that is a transaction of some hundred rows. */
const GROUP_MAX = 64;
/** Who finds so many waiting is confirmed alone, and so waits for a connection like everybody else, with its deadline. */
const WAITING_MAX = 4 * GROUP_MAX;

const groupSize = histogram(
  'order_confirm_group_size',
  'Paid orders that shared one transaction',
  [1, 2, 5, 10, 20, 50],
);

/** Money that was taken for an order, and the order as it was when that payment began. */
export interface Confirmation {
  order: Redemption;
  paymentId: string;
  providerPaymentId: string;
}

/** The transaction must end: an order is not as it was when its payment began. */
class NotAsExpected extends Error {}

/**
 * What almost every payment comes to: the money is there and the order still waits for it. Nothing has to be read for that,
 * since compare-and-set says whether it is so. Payments whose money comes at the same time share one transaction (group
 * commit), which changes orders, payments, coupons, ledger and budgets of all of them or of none.
 */
@Injectable()
export class ConfirmPaidOrders {
  private readonly groups = new Batcher<Confirmation, boolean>({
    maxItems: GROUP_MAX,
    maxWaiting: WAITING_MAX,
    run: (group) => withoutDeadline(() => this.confirm(group)),
  });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns true: the order is paid by this payment. false: nothing was changed, because this order or another one of its group
   *   is not as expected, or somebody holds it; each then has to be looked at by itself
   * @throws AppError BUSY when the database is away, OUTCOME_UNKNOWN
   */
  async execute(confirmation: Confirmation): Promise<boolean> {
    try {
      return await this.groups.submit(confirmation);
    } catch (error) {
      if (error instanceof QueueFullError) return false;
      throw error;
    }
  }

  private async confirm(group: readonly Confirmation[]): Promise<boolean[]> {
    groupSize.observe(group.length);
    try {
      await this.database.transaction((tx) => confirmAll(tx, group, this.clock.now()));
      faultPoint('order.confirm:after-commit');
      return group.map(() => true);
    } catch (error) {
      if (!isAboutOne(error)) {
        if (group.length === 1 || isAppError(error, 'BUSY', 'OUTCOME_UNKNOWN')) throw error;
        rootLogger.error({ err: error }, 'orders could not be confirmed together');
      }
      return group.map(() => false);
    }
  }
}

/** One order of the group is the cause: it is not as expected, or somebody holds a row of it for too long. */
function isAboutOne(error: unknown): boolean {
  if (error instanceof NotAsExpected || error instanceof CouponChangeLost) return true;
  // The ledger refuses the entries of an order that is paid already.
  return isDuplicateKey(error) || (isAppError(error, 'BUSY') && isTransactionConflict(error.cause));
}

/** Takes the rows in the order in which an order that is settled by itself takes them. */
async function confirmAll(tx: Tx, group: readonly Confirmation[], now: Date): Promise<void> {
  const paying = group.map(({ order: { orderId }, paymentId }) => ({ orderId, paymentId }));
  const payments = group.map(({ paymentId, providerPaymentId }) => ({
    id: paymentId,
    columns: { provider_payment_id: providerPaymentId, decline_code: null, check_at: null },
  }));
  const [paid, moved] = await Promise.all([
    payOrders(tx, 'pay', paying, now),
    moveStates(tx, 'payment', payments, PAYMENT_TRANSITIONS.succeed, now),
    redeemCoupons(
      tx,
      group.map(({ order }) => order),
      now,
    ),
  ]);
  if (!paid || !moved) throw new NotAsExpected();
  faultPoint('order.confirm:before-commit');
}
