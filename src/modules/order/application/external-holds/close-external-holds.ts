import { Injectable } from '@nestjs/common';
import { Database, IdGenerator, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { rootLogger } from '../../../../platform/logging';
import { Clock } from '../../../../shared/clock';
import { releaseBudgets } from '../../../batch';
import { releaseCoupons } from '../../../coupon';
import { HOLD_TRANSITIONS, HoldStatus, type HoldTransition } from '../../domain/hold-states';
import { budgetSharesOf } from '../../domain/stored-order';
import {
  type ExternalHold,
  insertOrSelectHold,
  selectDueLocks,
  selectFreeHoldForUpdate,
  selectLockCoupons,
} from '../../infra/external-hold-rows';
import { ORDER_IDS } from '../../infra/id-sequences';
import { moveState } from '../../infra/move-state';
import { type ExternalHoldView, toExternalHoldView } from './external-hold-view';
import { refuseHoldState } from './refuse-hold-state';

const PAGE = 100;

/** Cancel: ends an outside order's hold on coupons and gives them back, in one transaction with the budget they held. */
@Injectable()
export class CloseExternalHolds {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /**
   * The order system's request. Repeating it changes nothing. Without a try it is remembered, and refuses the try that comes late.
   * @throws AppError COUPON_LOCK_STATE_CONFLICT when it was confirmed
   */
  async cancel(clientId: string, orderNo: string): Promise<ExternalHoldView> {
    const lockId = await this.ids.next(ORDER_IDS);
    const lock = await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const taken = await insertOrSelectHold(tx, toCancelled(lockId, clientId, orderNo, now));
      if (taken.status === HoldStatus.Cancelled) return taken;
      if (taken.status === HoldStatus.Confirmed) throw refuseHoldState(taken);
      if (taken.status === HoldStatus.TimedOut) await move(tx, taken, 'cancelLate', now);
      else await close(tx, taken, 'cancel', now);
      faultPoint('lock.cancel:before-commit');
      return { ...taken, status: HoldStatus.Cancelled, closedAt: now };
    });
    faultPoint('lock.cancel:after-commit');
    return toExternalHoldView(lock);
  }

  /** Gives back what is held past its time. Several workers may do it at once: each lock is one's alone. */
  async releaseDue(): Promise<void> {
    if (!this.clock.isTrusted()) return;
    const now = this.clock.now();
    let after: { lockedUntil: Date; lockId: string } | undefined;
    for (;;) {
      const due = await selectDueLocks(this.database, { now, after, limit: PAGE });
      for (const { lockId } of due) await this.timeOutSafely(lockId);
      after = due.at(-1);
      if (due.length < PAGE) return;
    }
  }

  /** One lock that can't be closed must not keep the others waiting. */
  private async timeOutSafely(lockId: string): Promise<void> {
    try {
      await this.timeOut(lockId);
    } catch (error) {
      rootLogger.warn({ lockId, err: error }, 'a coupon lock is released later');
    }
  }

  private async timeOut(lockId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const lock = await selectFreeHoldForUpdate(tx, lockId);
      const due = lock?.status === HoldStatus.Locked && lock.lockedUntil !== null && lock.lockedUntil <= now;
      if (!due) return;
      await close(tx, lock, 'timeOut', now);
      faultPoint('lock.release:before-commit');
    });
    faultPoint('lock.release:after-commit');
  }
}

function toCancelled(
  lockId: string,
  clientId: string,
  orderNo: string,
  now: Date,
): Omit<ExternalHold, 'answer' | 'confirmedAt'> {
  return {
    lockId,
    clientId,
    orderNo,
    userId: null,
    status: HoldStatus.Cancelled,
    requestHash: null,
    lockedUntil: null,
    closedAt: now,
    createdAt: now,
  };
}

async function close(tx: Tx, lock: ExternalHold, transition: 'cancel' | 'timeOut', now: Date): Promise<void> {
  await move(tx, lock, transition, now);
  const { lockId, userId } = lock;
  if (userId === null) throw new Error(`coupon lock ${lockId} holds coupons of nobody`);
  const coupons = await selectLockCoupons(tx, lockId);
  const couponIds = coupons.map(({ couponId }) => couponId);
  await releaseCoupons(tx, { userId, couponIds, orderNo: lockId, now });
  await releaseBudgets(tx, budgetSharesOf(coupons), now);
}

/** The caller holds the row, so a transition that finds another state is a defect. */
async function move(tx: Tx, { lockId }: ExternalHold, transition: HoldTransition, now: Date): Promise<void> {
  const moved = await moveState(tx, 'coupon_lock', lockId, HOLD_TRANSITIONS[transition], now, {
    closed_at: now,
  });
  if (!moved) throw new Error(`coupon lock ${lockId} changed under its row lock`);
}
