import { reverseShares } from '../../../src/modules/pricing/refund/reverse-shares';

/** `coupon.status`, as the tables have it. */
export const Coupon = { Available: 0, Locked: 1, Used: 2, Expired: 3 } as const;
/** Of a coupon that its code has not brought. */
export const NOT_GOT = -1;
/** `orders.status`. */
export const Order = { AwaitingPayment: 0, Paid: 1, Cancelled: 2, TimedOut: 3, Refunded: 4 } as const;
/** `payment.status`. */
export const Payment = { Created: 0, Pending: 1, Succeeded: 2, Declined: 3 } as const;

const DAY_MS = 86_400_000;
export const UNPAID_MS = 900_000;

/** What a coupon of the model's shop is worth, and what becomes of it when its order comes back whole. */
export interface Offer {
  name: string;
  /** Infinity: the whole cart. */
  offMinor: number;
  /** Combines with coupons of other offers; of one offer an order takes one. */
  combines: boolean;
  budgeted: boolean;
  restore: 'never' | 'if_valid' | 'extended';
  restoreDays: number;
}

export interface CouponState {
  offer: number;
  status: number;
  /** What holds or used it: an order, or an outside order's lock. */
  holder: string | null;
  validUntil: number;
}

export interface PaymentState {
  key: string;
  method: string;
  status: number;
  amountMinor: number;
  /** When the provider knows the outcome; null: it was never asked. */
  settlesAt: number | null;
}

export interface LineState {
  unitMinor: number;
  quantity: number;
  returned: number;
  /** By coupon, as the order's answer says. */
  shares: { couponAt: number; amountMinor: number }[];
}

export interface OrderState {
  /** Known once the answer came. */
  orderId: string | null;
  status: number;
  expiresAt: number;
  payableMinor: number;
  couponsAt: number[];
  lines: LineState[];
  payments: PaymentState[];
  paidBy: number | null;
  /** Amounts of all refunds, whatever their reason. */
  refundsMinor: number[];
}

/** A code that can be used once. */
export interface CodeState {
  /** The coupon that it brings to this user. */
  couponAt: number;
  usedBy: 'nobody' | 'us' | 'another';
}

/** What an outside order holds. */
export interface LockState {
  status: number;
  /** null: it was cancelled before its try. */
  input: string | null;
  couponsAt: number[];
  budgetMinor: number;
  lockedUntil: number;
}

/** Everything that should be true of one user's coupons, orders and money. Plain data: it is copied for each way things can go. */
export interface World {
  now: number;
  offers: readonly Offer[];
  coupons: CouponState[];
  codes: CodeState[];
  orders: OrderState[];
  /** Of the outside order system, by order number. */
  locks: Record<string, LockState>;
  budgetLeftMinor: number;
  /** What each Idempotency-Key has led to; refusals are not kept. */
  keys: Record<string, Result>;
}

/** What a request is answered with, and what it is about. */
export interface Result {
  code: string;
  orderAt?: number;
  paymentAt?: number;
}

/** Carries something out once per key: again, it gives the first result and changes nothing. */
function once(world: World, key: string, effect: () => Result): Result {
  const known = world.keys[key];
  if (known) return { ...known };
  const result = effect();
  if (result.code < '3') world.keys[key] = { ...result };
  return result;
}

export const orderName = (orderAt: number): string => `order ${orderAt}`;
export const lockName = (orderNo: string): string => `lock ${orderNo}`;

/** Those of these coupons that the user has. */
export const gotOf = (world: World, couponsAt: readonly number[]): number[] =>
  couponsAt.filter((at) => world.coupons[at]!.status !== NOT_GOT);

/** This user types a code. */
export function redeem(world: World, key: string, codeAt: number): Result {
  return once(world, key, () => {
    const code = world.codes[codeAt]!;
    if (code.usedBy !== 'nobody') {
      return { code: code.usedBy === 'us' ? 'CODE_ALREADY_USED' : 'CODE_NOT_VALID' };
    }
    code.usedBy = 'us';
    world.coupons[code.couponAt]!.status = Coupon.Available;
    return { code: '201' };
  });
}

/** Somebody else types it; each time it is another user. */
export function redeemByAnother(world: World, codeAt: number): string {
  const code = world.codes[codeAt]!;
  if (code.usedBy !== 'nobody') return 'CODE_NOT_VALID';
  code.usedBy = 'another';
  return '201';
}

/** Puts a locked coupon where the end of its order sends it. */
export function release(world: World, couponAt: number): void {
  const coupon = world.coupons[couponAt]!;
  coupon.status = coupon.validUntil <= world.now ? Coupon.Expired : Coupon.Available;
  coupon.holder = null;
}

/** What the budgeted coupons of an order give away. */
export function budgetOf(world: World, couponsAt: readonly number[]): number {
  const offers = couponsAt.map((at) => world.offers[world.coupons[at]!.offer]!);
  return offers.filter(({ budgeted }) => budgeted).reduce((sum, { offMinor }) => sum + offMinor, 0);
}

type CartLine = Omit<LineState, 'returned' | 'shares'>;

/** Try. */
export function create(world: World, key: string, couponsAt: number[], lines: CartLine[]): Result {
  return once(world, key, () => {
    const code = refuseCoupons(world, couponsAt);
    return code === undefined ? place(world, couponsAt, lines) : { code };
  });
}

/** @returns the code with which these coupons are refused to a cart that meets every threshold */
export function refuseCoupons(world: World, couponsAt: readonly number[]): string | undefined {
  const coupons = couponsAt.map((at) => world.coupons[at]!);
  if (coupons.some(({ status }) => status !== Coupon.Available)) return 'COUPON_NOT_AVAILABLE';
  if (coupons.some(({ validUntil }) => validUntil <= world.now)) return 'COUPON_NOT_APPLICABLE';
  if (!combine(world, coupons)) return 'COUPON_NOT_APPLICABLE';
  return budgetOf(world, couponsAt) > world.budgetLeftMinor ? 'BUDGET_EXHAUSTED' : undefined;
}

function place(world: World, couponsAt: number[], lines: CartLine[]): Result {
  const coupons = couponsAt.map((at) => world.coupons[at]!);
  const grossMinor = lines.reduce((sum, { unitMinor, quantity }) => sum + unitMinor * quantity, 0);
  const offMinor = coupons.reduce((sum, { offer }) => sum + world.offers[offer]!.offMinor, 0);
  const payableMinor = Math.max(0, grossMinor - offMinor);
  const orderAt = world.orders.length;
  const paid = payableMinor === 0;
  world.budgetLeftMinor -= budgetOf(world, couponsAt);
  for (const coupon of coupons)
    Object.assign(coupon, { status: paid ? Coupon.Used : Coupon.Locked, holder: orderName(orderAt) });
  world.orders.push({
    orderId: null,
    status: paid ? Order.Paid : Order.AwaitingPayment,
    expiresAt: world.now + UNPAID_MS,
    payableMinor,
    couponsAt,
    lines: lines.map((line) => ({ ...line, returned: 0, shares: [] })),
    payments: [],
    paidBy: null,
    refundsMinor: [],
  });
  return { code: '201', orderAt };
}

function combine(world: World, coupons: readonly CouponState[]): boolean {
  const offers = coupons.map(({ offer }) => offer);
  const different = new Set(offers).size === offers.length;
  return different && (offers.length < 2 || offers.every((at) => world.offers[at]!.combines));
}

/** First step of paying: `paymentAt` is of the payment that was begun. */
export function begin(world: World, key: string, orderAt: number, method: string): Result {
  return once(world, key, () => {
    const order = world.orders[orderAt]!;
    const waits = order.status === Order.AwaitingPayment && order.expiresAt > world.now;
    if (!waits) return { code: 'ORDER_STATE_CONFLICT' };
    if (order.payments.some(({ status }) => status === Payment.Created || status === Payment.Pending))
      return { code: 'PAYMENT_IN_PROGRESS' };
    const amountMinor = order.payableMinor;
    const paymentAt =
      order.payments.push({ key, method, status: Payment.Created, amountMinor, settlesAt: null }) - 1;
    return { code: '', paymentAt };
  });
}

/** How each method of the sandbox ends, and how long after it was asked. */
export const METHODS: Record<
  string,
  { ends: 'succeeded' | 'declined'; afterMs: number; shortMinor: number }
> = {
  sandbox_ok: { ends: 'succeeded', afterMs: 0, shortMinor: 0 },
  sandbox_repeats: { ends: 'succeeded', afterMs: 0, shortMinor: 0 },
  sandbox_lost_reply: { ends: 'succeeded', afterMs: 0, shortMinor: 0 },
  sandbox_slow_ok: { ends: 'succeeded', afterMs: 1_000, shortMinor: 0 },
  sandbox_short: { ends: 'succeeded', afterMs: 0, shortMinor: 1 },
  sandbox_declined: { ends: 'declined', afterMs: 0, shortMinor: 0 },
  sandbox_slow_declined: { ends: 'declined', afterMs: 1_000, shortMinor: 0 },
};

/** Brings what the provider says now into the payment and its order. */
export function settle(world: World, orderAt: number, paymentAt: number): void {
  const order = world.orders[orderAt]!;
  const payment = order.payments[paymentAt]!;
  const { ends, shortMinor } = METHODS[payment.method]!;
  if (payment.settlesAt === null || payment.settlesAt > world.now) {
    if (payment.status === Payment.Created) payment.status = Payment.Pending;
    return;
  }
  if (ends === 'declined') {
    if (payment.status !== Payment.Succeeded) payment.status = Payment.Declined;
    return;
  }
  if (payment.status === Payment.Succeeded) return;
  payment.status = Payment.Succeeded;
  if (shortMinor > 0 || !pay(world, orderAt, paymentAt)) {
    order.refundsMinor.push(payment.amountMinor - shortMinor);
  }
}

/** @returns false when the money can't be used for the order */
function pay(world: World, orderAt: number, paymentAt: number): boolean {
  const order = world.orders[orderAt]!;
  const coupons = order.couponsAt.map((at) => world.coupons[at]!);
  if (order.status === Order.TimedOut) {
    const free = coupons.every(
      ({ status, validUntil }) => status === Coupon.Available && validUntil > world.now,
    );
    const budget = budgetOf(world, order.couponsAt);
    if (!free || budget > world.budgetLeftMinor) return false;
    world.budgetLeftMinor -= budget;
  } else if (order.status !== Order.AwaitingPayment) return false;
  order.status = Order.Paid;
  order.paidBy = paymentAt;
  for (const coupon of coupons) Object.assign(coupon, { status: Coupon.Used, holder: orderName(orderAt) });
  return true;
}

/** What a payment's answer says once its steps are through. */
export function answerOf(order: OrderState, paymentAt: number): string {
  const payment = order.payments[paymentAt]!;
  if (payment.status === Payment.Declined) return 'PAYMENT_DECLINED';
  if (payment.status !== Payment.Succeeded) return '202';
  return order.paidBy === paymentAt ? '201' : 'ORDER_STATE_CONFLICT';
}

/** Ends an order that waits for payment. @returns false when it does not wait */
export function close(world: World, orderAt: number, to: number): boolean {
  const order = world.orders[orderAt]!;
  if (order.status !== Order.AwaitingPayment) return false;
  order.status = to;
  world.budgetLeftMinor += budgetOf(world, order.couponsAt);
  for (const at of order.couponsAt) release(world, at);
  return true;
}

export type RefundRequest = 'whole' | { lineAt: number; quantity: number };

/** Units that come back. */
export function refund(world: World, key: string, orderAt: number, request: RefundRequest): Result {
  return once(world, key, () => ({ code: takeBack(world, orderAt, request) }));
}

function takeBack(world: World, orderAt: number, request: RefundRequest): string {
  const order = world.orders[orderAt]!;
  if (order.status !== Order.Paid && order.status !== Order.Refunded) return 'ORDER_STATE_CONFLICT';
  const left = order.lines.map(({ quantity, returned }) => quantity - returned);
  if (request !== 'whole' && request.quantity > left[request.lineAt]!) return 'REFUND_INVALID';
  if (request === 'whole' && left.every((units) => units === 0)) return 'NOTHING_TO_REFUND';
  let backMinor = 0;
  order.lines.forEach((line, at) => {
    const units = request === 'whole' ? left[at]! : request.lineAt === at ? request.quantity : 0;
    backMinor += units * line.unitMinor;
    // Cumulative: what comes back of the shares on all units so far, less what came back before.
    const sharesMinor = line.shares.map(({ amountMinor }) => amountMinor);
    const before = reverseShares(sharesMinor, line.quantity, line.returned);
    const after = reverseShares(sharesMinor, line.quantity, line.returned + units);
    line.shares.forEach(({ couponAt }, share) => {
      const reversal = after[share]! - before[share]!;
      backMinor -= reversal;
      if (world.offers[world.coupons[couponAt]!.offer]!.budgeted) world.budgetLeftMinor += reversal;
    });
    line.returned += units;
  });
  order.refundsMinor.push(backMinor);
  if (order.lines.every(({ quantity, returned }) => quantity === returned)) {
    order.status = Order.Refunded;
    for (const at of order.couponsAt) restore(world, at);
  }
  return '201';
}

function restore(world: World, couponAt: number): void {
  const coupon = world.coupons[couponAt]!;
  const { restore: policy, restoreDays } = world.offers[coupon.offer]!;
  if (policy === 'never' || (policy === 'if_valid' && coupon.validUntil <= world.now)) return;
  if (policy === 'extended')
    coupon.validUntil = Math.max(coupon.validUntil, world.now + restoreDays * DAY_MS);
  Object.assign(coupon, { status: Coupon.Available, holder: null });
}
