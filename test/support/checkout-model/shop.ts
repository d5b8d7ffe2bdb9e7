import { CloseOrders } from '../../../src/modules/order/application/close-orders';
import { CloseExternalHolds } from '../../../src/modules/order/application/external-holds/close-external-holds';
import { ApplyChargeResult } from '../../../src/modules/order/application/payments/apply-charge-result';
import { ChargePayment } from '../../../src/modules/order/application/payments/charge-payment';
import { ReceiveCallback } from '../../../src/modules/order/application/payments/receive-callback';
import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { SandboxProvider } from '../../../src/modules/payment/infra/sandbox/sandbox-provider';
import type { Database } from '../../../src/platform/database';
import { Clock } from '../../../src/shared/clock';
import type { Reply, TestApi } from '../api';
import { findViolations, newCoupon, newOffer, newProducts } from '../checkout';
import { redeem } from '../codes';
import { newOrderSystem, type OrderSystem, outsideCart } from '../outside-orders';
import { newShopper, type Shopper } from '../shopper';
import { merchantToken, platformToken } from '../tokens';
import { until } from '../until';
import type { Answer, CreatedOrder } from './action';
import { type Rows, readRows } from './facts';
import type { WantedLock } from './lock-world';
import { Coupon, NOT_GOT, type Offer, type RefundRequest, type World } from './world';

const PRICES_MINOR = [1_250, 481];
const COUPON_LIFE_MS = 30 * 86_400_000;
/** Ends before the time to pay does. */
const SHORT_LIFE_MS = 600_000;
const BUDGET_MINOR = 157;

const OFFERS: readonly Offer[] = [
  { name: 'a', offMinor: 200, combines: true, budgeted: false, restore: 'if_valid', restoreDays: 0 },
  { name: 'b', offMinor: 333, combines: true, budgeted: false, restore: 'if_valid', restoreDays: 0 },
  { name: 'c', offMinor: 157, combines: true, budgeted: true, restore: 'extended', restoreDays: 30 },
  { name: 'd', offMinor: 100_000_000, combines: false, budgeted: false, restore: 'never', restoreDays: 0 },
  { name: 'e', offMinor: 90, combines: true, budgeted: false, restore: 'if_valid', restoreDays: 0 },
];
/** Which offer each of the user's coupons is of; the third ends soon. */
const COUPON_OFFERS = [0, 0, 1, 2, 2, 3];
const SHORT_LIVED = 2;
/** Whose coupons codes bring, and how many codes there are for each user. */
const CODE_OFFER = 4;
const CODES_OF_USER = 2;
const CODES = 1_000_000;

// biome-ignore lint/suspicious/noExplicitAny: bodies are read field by field
type AnyReply = Reply<any>;

/** What all sequences of a run share. */
export interface Street {
  api: TestApi;
  /** Stands still, except when a test moves it. */
  clock: { nowMs: number };
  productIds: string[];
  /** Of the offers without a budget, by their place. */
  batchIds: Map<number, string>;
  /** Codes of the offer that is got by them, which are used up user by user. */
  takeCodes(): Promise<string[]>;
  /** How often each action was answered how, by `action code`: shows what a run really tried. */
  answers: Map<string, number>;
}

/** The shop of a run: products and offers, and a clock that tests move. */
export async function openStreet(api: TestApi): Promise<Street> {
  const clock = { nowMs: Date.now() };
  jest.spyOn(api.app.get(Clock), 'now').mockImplementation(() => new Date(clock.nowMs));
  const skus = PRICES_MINOR.map((priceMinor, at) => ({ sku: `MODEL-${at}`, priceMinor }));
  const products = await newProducts(api, skus);
  const batchIds = new Map<number, string>();
  for (const [at, offer] of OFFERS.entries()) {
    if (!offer.budgeted) batchIds.set(at, await openOffer(api.database, offer));
  }
  const productIds = skus.map(({ sku }) => products[sku]!);
  const takeCodes = await makeCodes(api, batchIds.get(CODE_OFFER)!);
  return { api, clock, productIds, batchIds, takeCodes, answers: new Map() };
}

/** Gives an offer unique codes. @returns hands the next ones out */
async function makeCodes(api: TestApi, batchId: string): Promise<Street['takeCodes']> {
  await api.database.change('UPDATE coupon_batch SET code_mode = 1 WHERE batch_id = ?', [batchId]);
  const path = `/v1/batches/${batchId}`;
  const token = merchantToken();
  const made = await api.call('POST', `${path}/code-generations`, { token, body: { count: CODES } });
  if (made.status !== 201) throw new Error(`no codes: ${made.text}`);
  let next = 1;
  return async () => {
    const csv = await api.call('GET', `${path}/codes.csv?from=${next}&count=${CODES_OF_USER}`, { token });
    next += CODES_OF_USER;
    const lines = csv.text.trimEnd().split('\n').slice(1);
    return lines.map((line) => line.split(',')[1]!);
  };
}

function openOffer(database: Database, offer: Offer): Promise<string> {
  const { offMinor: amountMinor, combines, name: group, restore, restoreDays } = offer;
  const stacking = combines ? { mode: 'group', group } : { mode: 'exclusive' };
  return newOffer(database, {
    content: { amountMinor, stacking },
    restore,
    ...(restore === 'extended' ? { restoreDays } : {}),
    ...(offer.budgeted ? { budgetMinor: BUDGET_MINOR } : {}),
  });
}

/** One user's dealings with the real application. Each sequence has its own. */
export class Shop {
  readonly pricesMinor = PRICES_MINOR;
  private keys = 0;
  private readonly requests: { body: object; key: string; text: string }[] = [];
  private readonly takenCallbacks = new Set<string>();
  private readonly outside: OrderSystem;
  private readonly clientId: string;
  private lockIds: string[] = [];

  private constructor(
    private readonly street: Street,
    private readonly shopper: Shopper,
    private readonly couponIds: string[],
    private readonly batchIds: Map<number, string>,
    private readonly codes: readonly string[],
  ) {
    this.clientId = `model-${shopper.userId}`;
    this.outside = newOrderSystem(street.api, this.clientId);
  }

  /** A new user with their coupons, and a world that knows of them. */
  static async open(street: Street): Promise<{ shop: Shop; world: World }> {
    const { database } = street.api;
    street.clock.nowMs = Date.now();
    const shopper = newShopper(street.api);
    const batchIds = new Map(street.batchIds);
    const now = street.clock.nowMs;
    const coupons: World['coupons'] = [];
    const couponIds: string[] = [];
    for (const [at, offer] of COUPON_OFFERS.entries()) {
      if (!batchIds.has(offer)) batchIds.set(offer, await openOffer(database, OFFERS[offer]!));
      const validUntil = now + (at === SHORT_LIVED ? SHORT_LIFE_MS : COUPON_LIFE_MS);
      const shape = {
        batchId: batchIds.get(offer)!,
        userId: shopper.userId,
        validUntil: new Date(validUntil),
      };
      couponIds.push(await newCoupon(database, shape));
      coupons.push({ offer, status: Coupon.Available, holder: null, validUntil });
    }
    const codes: World['codes'] = [];
    for (let at = 0; at < CODES_OF_USER; at++) {
      // Its id is known once the code has brought it.
      codes.push({ couponAt: couponIds.push('') - 1, usedBy: 'nobody' });
      coupons.push({
        ...{ offer: CODE_OFFER, status: NOT_GOT, holder: null, validUntil: now + COUPON_LIFE_MS },
      });
    }
    const world = {
      now,
      offers: OFFERS,
      coupons,
      codes,
      orders: [],
      locks: {},
      budgetLeftMinor: BUDGET_MINOR,
      keys: {},
    };
    const typed = await street.takeCodes();
    return { shop: new Shop(street, shopper, couponIds, batchIds, typed), world };
  }

  noteAnswer(action: string, code: string): void {
    const { answers } = this.street;
    const answer = `${/^[a-z ]+/.exec(action)?.[0].trim()} ${code}`;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }

  nextKey(what: string): string {
    return `${what}-${++this.keys}`;
  }

  couponAt(couponId: string): number {
    return this.couponIds.indexOf(couponId);
  }

  wait(ms: number): void {
    this.street.clock.nowMs += ms;
  }

  async quote(quantities: readonly number[]): Promise<void> {
    const reply = await this.shopper.call('POST', '/v1/checkout/quotes', { items: this.itemsOf(quantities) });
    if (reply.status !== 200) throw new Error(`quote: ${reply.text}`);
  }

  async create(couponsAt: readonly number[], quantities: readonly number[], key: string): Promise<Answer> {
    const body = { items: this.itemsOf(quantities), couponIds: couponsAt.map((at) => this.couponIds[at]) };
    const reply = await this.shopper.order(body, key);
    if (reply.status !== 201) return { code: codeOf(reply) };
    this.requests.push({ body, key, text: reply.text });
    return { code: '201', order: reply.body as CreatedOrder };
  }

  /** @throws Error when the answer is not the first one, byte for byte */
  async createAgain(orderId: string): Promise<Answer> {
    const request = this.requests.find(({ text }) => JSON.parse(text).orderId === orderId)!;
    const reply = await this.shopper.order(request.body, request.key);
    if (reply.text !== request.text) throw new Error(`a replay answers ${reply.text} after ${request.text}`);
    return { code: codeOf(reply) };
  }

  async redeem(codeAt: number, key: string): Promise<Answer> {
    const reply = await redeem(this.street.api, this.shopper.userId, this.codes[codeAt]!, { key });
    if (reply.status === 201) this.couponIds[COUPON_OFFERS.length + codeAt] = reply.body.couponId;
    return { code: codeOf(reply) };
  }

  async redeemByAnother(codeAt: number): Promise<Answer> {
    const { userId } = newShopper(this.street.api);
    return { code: codeOf(await redeem(this.street.api, userId, this.codes[codeAt]!)) };
  }

  async pay(orderId: string, method: string, key: string): Promise<Answer> {
    return { code: codeOf(await this.shopper.pay(orderId, method, key)) };
  }

  async cancel(orderId: string): Promise<Answer> {
    return { code: codeOf(await this.shopper.cancel(orderId)) };
  }

  async refund(orderId: string, request: RefundRequest, key: string): Promise<Answer> {
    const body =
      request === 'whole'
        ? { whole: true }
        : { lines: [{ lineNo: request.lineAt + 1, quantity: request.quantity }] };
    const reply = await this.street.api.call('POST', `/v1/orders/${orderId}/refunds`, {
      token: platformToken(),
      body,
      headers: { 'idempotency-key': `${this.shopper.userId}-${key}` },
    });
    return { code: codeOf(reply) };
  }

  async tryLock(orderNo: string, { couponsAt, withCart, ttlSeconds }: WantedLock): Promise<Answer> {
    const reply = await this.outside.try({
      orderNo,
      userId: String(this.shopper.userId),
      couponIds: couponsAt.map((at) => this.couponIds[at]),
      ttlSeconds,
      ...(withCart ? { cart: outsideCart() } : {}),
    });
    return { code: codeOf(reply) };
  }

  async decideLock(what: 'confirm' | 'cancel', orderNo: string): Promise<Answer> {
    return { code: codeOf(await this.outside[what](orderNo)) };
  }

  /** What the scan does until nothing is due: a lock that somebody has in hand is left to its next turn. */
  async releaseLocks(): Promise<Answer> {
    await until('no lock is past its time', async () => {
      await this.service(CloseExternalHolds).releaseDue();
      const due = await this.street.api.database.row(
        'SELECT 1 FROM coupon_lock WHERE user_id = ? AND status = 0 AND locked_until <= ? LIMIT 1',
        [this.shopper.userId, new Date(this.street.clock.nowMs)],
      );
      return !due;
    });
    return DONE;
  }

  async timeOutDue(): Promise<Answer> {
    await this.service(CloseOrders).timeOutDue();
    return DONE;
  }

  /** What the due scan does, once the checks of this user's payments are due. */
  async checkPayments(): Promise<Answer> {
    await this.street.api.database.change(
      `UPDATE payment p JOIN orders o ON o.order_id = p.order_id SET p.check_at = ?
       WHERE o.user_id = ? AND p.check_at IS NOT NULL`,
      [new Date(this.street.clock.nowMs - 1_000), this.shopper.userId],
    );
    await this.service(ChargePayment).checkDue();
    return DONE;
  }

  isCallbackLeft(orderAt: number, paymentAt: number): boolean {
    return !this.takenCallbacks.has(`${orderAt}-${paymentAt}`);
  }

  takeCallback(orderAt: number, paymentAt: number): void {
    this.takenCallbacks.add(`${orderAt}-${paymentAt}`);
  }

  async deliverCallbacks(arrive: boolean): Promise<Answer> {
    for (const { headers, body } of await this.service(SandboxProvider).takeCallbacks()) {
      if (arrive)
        await this.service(ReceiveCallback).execute('sandbox', { headers, body: Buffer.from(body) });
    }
    return DONE;
  }

  /** The provider reports all of this user's charges again, the last one first. */
  async repeatCallbacks(): Promise<Answer> {
    const payments = await this.street.api.database.rows<{ paymentId: string }>(
      `SELECT p.payment_id AS paymentId FROM payment p JOIN orders o ON o.order_id = p.order_id
       WHERE o.user_id = ? ORDER BY p.payment_id DESC`,
      [this.shopper.userId],
    );
    for (const { paymentId } of payments) {
      const charge = await this.service(SandboxProvider).find({ reference: paymentId });
      if (charge) await this.service(ApplyChargeResult).execute(charge);
    }
    return DONE;
  }

  /** Nothing stays open: what waits times out, what the provider knows arrives, what is owed is paid back. */
  async end(): Promise<void> {
    this.wait(86_400_000);
    await this.timeOutDue();
    await this.releaseLocks();
    await this.checkPayments();
    await until('all refunds are done', async () => {
      await this.service(SendRefunds).sendDue();
      const open = await this.street.api.database.row(
        'SELECT 1 FROM refund f JOIN orders o ON o.order_id = f.order_id WHERE o.user_id = ? AND f.status <> 1 LIMIT 1',
        [this.shopper.userId],
      );
      if (open) this.wait(60_000);
      return !open;
    });
    await this.street.api.database.change(
      'UPDATE sandbox_charge SET callback_at = NULL WHERE callback_at IS NOT NULL',
    );
  }

  /** What the provider holds of this user's money, and what it should: what was paid for orders and not returned. */
  async keptMoney(): Promise<{ keptMinor: number; owedMinor: number }> {
    const row = await this.street.api.database.row<{ keptMinor: string; owedMinor: string }>(
      `SELECT
         (SELECT COALESCE(SUM(s.amount_minor), 0) FROM orders o JOIN payment p ON p.order_id = o.order_id
            JOIN sandbox_charge s ON s.reference = p.payment_id
          WHERE o.user_id = ? AND s.decline_code IS NULL) -
         (SELECT COALESCE(SUM(s.amount_minor), 0) FROM orders o JOIN refund f ON f.order_id = o.order_id
            JOIN sandbox_refund s ON s.reference = f.refund_id WHERE o.user_id = ?) AS keptMinor,
         (SELECT COALESCE(SUM(payable_minor), 0) FROM orders WHERE user_id = ? AND status IN (1, 4)) -
         (SELECT COALESCE(SUM(f.amount_minor), 0) FROM orders o JOIN refund f ON f.order_id = o.order_id
          WHERE o.user_id = ? AND f.reason = 3) AS owedMinor`,
      [this.shopper.userId, this.shopper.userId, this.shopper.userId, this.shopper.userId],
    );
    return { keptMinor: Number(row!.keptMinor), owedMinor: Number(row!.owedMinor) };
  }

  /** This user's rows, as they are. */
  async rows(): Promise<Rows> {
    const budgetBatchId = this.batchIds.get(OFFERS.findIndex(({ budgeted }) => budgeted))!;
    const { userId } = this.shopper;
    const { couponIds } = this;
    const rows = await readRows(this.street.api.database, {
      userId,
      clientId: this.clientId,
      couponIds,
      budgetBatchId,
    });
    this.lockIds = rows.locks.map(({ id }) => id);
    return rows;
  }

  /** The invariants over this user's rows. */
  violations(world: World): Promise<string[]> {
    return findViolations(this.street.api.database, {
      userId: this.shopper.userId,
      orderIds: world.orders.flatMap(({ orderId }) => orderId ?? []),
      lockIds: this.lockIds,
      couponIds: this.couponIds.filter((id) => id !== ''),
      batchIds: [...this.batchIds.values()].filter((id) => ![...this.street.batchIds.values()].includes(id)),
    });
  }

  private service<T>(type: abstract new (...args: never[]) => T): T {
    return this.street.api.app.get(type);
  }

  private itemsOf(quantities: readonly number[]) {
    return quantities.flatMap((quantity, at) =>
      quantity > 0 ? [{ productId: this.street.productIds[at], quantity }] : [],
    );
  }
}

const DONE: Answer = { code: 'done' };
const codeOf = ({ status, body }: AnyReply): string => body?.code ?? String(status);
