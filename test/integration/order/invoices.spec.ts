import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { startApi, type TestApi } from '../../support/api';
import { newBatch } from '../../support/builders';
import { newProducts, newRule } from '../../support/checkout';
import { userToken } from '../../support/tokens';

/** Real invoices (UCI "Online Retail", Daqing Chen, doi 10.24432/C5BW33, CC BY 4.0) where the file is at hand. */
const paths = [
  process.env.RETAIL_CSV ?? '',
  ...['..', '../..'].map((up) => join(process.cwd(), up, 'shared', 'data', 'online-retail-10k.csv')),
];
const path = paths.find((candidate) => candidate !== '' && existsSync(candidate));
if (path === undefined) {
  process.stdout.write(
    'real invoices: skipped, online-retail-10k.csv is not at hand (RETAIL_CSV names another place)\n',
  );
}

/** An order takes this many different products; longer invoices become several orders. */
const MAX_ITEMS = 100;
const PAGE = 1_000;
const IN_PARALLEL = 8;

interface Invoice {
  userId: string;
  /** SKU → quantity. */
  items: Map<string, number>;
}

/**
 * Sales only: returns (a leading C), adjustments and lines without a price are no carts. A price is part of the SKU, since the
 * shop charged several for one article. Who bought without a customer number gets a number of their own.
 */
function readInvoices(file: string): { invoices: Invoice[]; prices: Map<string, number> } {
  const rows: string[][] = parse(readFileSync(file), {
    from_line: 2,
    relax_quotes: true,
    relax_column_count: true,
  });
  const prices = new Map<string, number>();
  const byNumber = new Map<string, Invoice[]>();
  for (const [number, stockCode, , quantity, , price, customer] of rows as string[][]) {
    const priceMinor = Math.round(Number(price) * 100);
    if (number!.startsWith('C') || !(Number(quantity) > 0) || !(priceMinor > 0)) continue;
    const sku = `${stockCode!.replaceAll(/[^\w-]/g, '_')}-${priceMinor}`;
    prices.set(sku, priceMinor);
    const parts = byNumber.get(number!) ?? [];
    if (parts.length === 0 || (parts.at(-1)!.items.size === MAX_ITEMS && !parts.at(-1)!.items.has(sku))) {
      parts.push({ userId: customer || `9${number}`, items: new Map() });
    }
    const { items } = parts.at(-1) as Invoice;
    items.set(sku, (items.get(sku) ?? 0) + Number(quantity));
    byNumber.set(number!, parts);
  }
  return { invoices: [...byNumber.values()].flat(), prices };
}

/** The offers, and what each takes off, computed here by itself: whole pence, rounded down. */
const OFFERS = [
  {
    content: { threshold: { amountMinor: 5_000 }, amountMinor: 500, stacking: { mode: 'exclusive' } },
    type: 0,
    off: (total: number) => (total >= 5_000 ? 500 : 0),
  },
  {
    content: { percentBp: 1_000, stacking: { mode: 'exclusive' } },
    type: 1,
    off: (total: number) => (total - (total % 10)) / 10,
  },
  {
    content: { percentBp: 2_500, capMinor: 1_200, stacking: { mode: 'exclusive' } },
    type: 1,
    off: (total: number) => Math.min(1_200, (total - (total % 4)) / 4),
  },
];

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

(path === undefined ? test.skip : test)(
  'every real invoice, bought with its best single coupon, adds up to the penny and leaves nothing locked',
  async () => {
    const { invoices, prices } = readInvoices(path as string);
    expect(invoices.length).toBeGreaterThan(300);
    const skus = [...prices.keys()];
    const products: Record<string, string> = {};
    for (let at = 0; at < skus.length; at += PAGE) {
      const page = skus
        .slice(at, at + PAGE)
        .map((sku) => ({ sku, priceMinor: prices.get(sku) as number, currency: 'GBP' }));
      Object.assign(products, await newProducts(api, page));
    }
    const batchIds: string[] = [];
    for (const { content, type } of OFFERS) {
      const ruleId = await newRule(api.database, { content, type, currency: 'GBP' });
      batchIds.push(
        (await newBatch(api.database, { ruleId, totalCount: 10_000, perUserLimit: 1_000 })).batchId,
      );
    }

    let paidMinor = 0;
    let discountMinor = 0;
    const buy = async ({ userId, items }: Invoice): Promise<void> => {
      const total = [...items].reduce(
        (sum, [sku, quantity]) => sum + (prices.get(sku) as number) * quantity,
        0,
      );
      const offs = OFFERS.map(({ off }) => off(total));
      const best = Math.max(...offs);
      const token = userToken(userId);
      const post = (url: string, body?: object) => api.call('POST', url, { token, body });
      const coupons = await Promise.all(batchIds.map((batchId) => post(`/v1/batches/${batchId}/claims`)));
      expect(coupons.map(({ status }) => status)).toEqual([201, 201, 201]);
      const couponIds = coupons.map(({ body }) => body.couponId);
      const cart = { items: [...items].map(([sku, quantity]) => ({ productId: products[sku], quantity })) };

      const quote = await post('/v1/checkout/quotes', cart);
      expect(quote.body.exact).toBe(true);
      expect(quote.body.best.totals.discount).toEqual({ amountMinor: best, currency: 'GBP' });

      const chosen = best === 0 ? [] : [couponIds[offs.indexOf(best)]];
      const order = await post('/v1/orders', { ...cart, couponIds: chosen });
      expect(order.status).toBe(201);
      const { totals, lines, orderId } = order.body;
      expect(totals.payable.amountMinor).toBe(total - best);
      const shares = lines.map((line: { discount: { amountMinor: number } }) => line.discount.amountMinor);
      expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBe(best);
      const payment = await post(`/v1/orders/${orderId}/payments`, { methodToken: 'sandbox_ok' });
      expect(payment.body).toMatchObject({ status: 'succeeded', amount: { amountMinor: total - best } });
      paidMinor += total - best;
      discountMinor += best;
    };
    const queue = [...invoices];
    const buyAll = async () => {
      for (let invoice = queue.pop(); invoice; invoice = queue.pop()) await buy(invoice);
    };
    await Promise.all(Array.from({ length: IN_PARALLEL }, buyAll));

    const [sums] = await api.database.rows<Record<string, string>>(
      `SELECT (SELECT SUM(amount_minor) FROM payment) AS paid,
         (SELECT SUM(discount_minor) FROM order_coupon) AS discount,
         (SELECT COUNT(*) FROM orders WHERE paid_at IS NULL) AS unpaid,
         (SELECT COUNT(*) FROM coupon WHERE status = 1) AS locked,
         (SELECT COUNT(*) FROM coupon WHERE status = 2) AS used,
         (SELECT COUNT(*) FROM order_coupon) AS redeemed`,
    );
    expect({
      paid: Number(sums!.paid),
      discount: Number(sums!.discount),
      unpaid: Number(sums!.unpaid),
      locked: Number(sums!.locked),
    }).toEqual({ paid: paidMinor, discount: discountMinor, unpaid: 0, locked: 0 });
    expect(sums!.used).toBe(sums!.redeemed);
  },
  240_000,
);
