/** What the model knows of a coupon. Instants are milliseconds since the epoch. */
export interface ModelCoupon {
  couponId: string;
  userId: string;
  batchId: string;
  remindDays: readonly number[];
  validFrom: number;
  validUntil: number;
  state: 'available' | 'locked' | 'used' | 'expired' | 'revoked';
  orderNo: string | null;
  heldUntil: number;
}

/** A day on which a user is to hear of a batch. */
interface PlannedDay {
  day: number;
  /** From then on. */
  at: number;
  /** Of what ends by then. */
  endsBy: number;
  /** Whether it had to wait: then it is looked at in its own time only. */
  waited: boolean;
}

interface Holder {
  userId: string;
  batchId: string;
  planned: Map<number, PlannedDay>;
  /** Days whose reminder was given. */
  done: Set<number>;
  lastToldAt: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const dayOf = (at: number) => Math.floor(at / DAY);

/** One message, as `user batch coupon`. */
export type Told = string;

/**
 * Who is to be reminded of what, read off the lives of the coupons by brute force: all in memory, in UTC, holder by holder, without
 * pages, rows or statements.
 */
export class ReminderModel {
  readonly coupons: ModelCoupon[] = [];
  private readonly holders = new Map<string, Holder>();

  /** A coupon that can be used from now on, or from later on: got, or given back. */
  begin(coupon: ModelCoupon, now: number): void {
    const from = Math.max(now, coupon.validFrom);
    const end = coupon.validUntil;
    let times = coupon.remindDays.map((days) => end - days * DAY).filter((at) => at > from);
    if (times.length === 0 && end - from >= 4 * HOUR && coupon.remindDays.length > 0) {
      times = [Math.round(end - (end - from) / 2)];
    }
    const holder = this.holderOf(coupon);
    for (const at of times) {
      const day = dayOf(at);
      if (holder.done.has(day)) continue;
      const known = holder.planned.get(day);
      holder.planned.set(day, {
        day,
        at: Math.min(at, known?.at ?? at),
        endsBy: Math.max(end, known?.endsBy ?? end),
        waited: known?.waited ?? false,
      });
    }
  }

  /** What a scan at `now` of everything before `until` tells its users. */
  scan(now: number, until: number): Told[] {
    return [...this.holders.values()].flatMap((holder) => this.scanHolder(holder, now, until));
  }

  private scanHolder(holder: Holder, now: number, until: number): Told[] {
    const planned = [...holder.planned.values()];
    const taken = planned.filter(({ at, waited }) => at < until && (at <= now || !waited));
    if (dayOf(holder.lastToldAt) === dayOf(now)) {
      for (const { day } of taken) holder.planned.delete(day);
      return [];
    }
    const due = taken.filter(({ at }) => at <= now);
    // A scan of the whole day takes today's before its time, unless one is due that speaks first.
    const group = planned.some(({ at }) => at <= now) ? due : taken;
    if (group.length === 0) return [];
    const endsBy = Math.max(...group.map((one) => one.endsBy));
    const first = group.find((one) => one.endsBy === endsBy)!;
    const ending = this.coupons.filter(
      ({ userId, batchId, validUntil, state }) =>
        userId === holder.userId &&
        batchId === holder.batchId &&
        (state === 'available' || state === 'locked') &&
        validUntil > now &&
        validUntil <= endsBy,
    );
    const [earliest] = ending
      .filter(({ state, validFrom }) => state === 'available' && validFrom <= now)
      .sort((a, b) => a.validUntil - b.validUntil || Number(a.couponId) - Number(b.couponId));
    for (const { day } of group) holder.planned.delete(day);
    if (earliest) {
      holder.done.add(first.day);
      holder.lastToldAt = now;
      return [`${holder.userId} ${holder.batchId} ${earliest.couponId}`];
    }
    const again = ending.map((coupon) => lookAgainAt(coupon, now)).filter((at) => at !== null);
    if (again.length > 0) {
      holder.planned.set(first.day, { ...first, at: Math.min(...again), endsBy, waited: true });
    }
    return [];
  }

  private holderOf({ userId, batchId }: ModelCoupon): Holder {
    const key = `${userId} ${batchId}`;
    const holder = this.holders.get(key) ?? {
      userId,
      batchId,
      planned: new Map(),
      done: new Set(),
      lastToldAt: 0,
    };
    this.holders.set(key, holder);
    return holder;
  }
}

function lookAgainAt({ state, validFrom, validUntil, heldUntil }: ModelCoupon, now: number): number | null {
  const free = heldUntil < validUntil ? heldUntil : Math.round((now + validUntil) / 2);
  const at = state === 'locked' ? Math.max(validFrom, free, now + MINUTE) : validFrom;
  return at < validUntil ? at : null;
}
