import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, findViolations, newOffer, newProducts } from '../../support/checkout';
import { userToken } from '../../support/tokens';

/** The first 10,000 lines of the UCI "Online Retail" data set; not part of this repository. */
const FILE = 'shared/data/online-retail-10k.csv';
const CANDIDATES = [
  process.env.RETAIL_CSV,
  join(__dirname, '../../../..', FILE),
  join(__dirname, '../../../../..', FILE),
];
const path = CANDIDATES.find((candidate) => candidate && existsSync(candidate));
const INVOICES = Number(process.env.RETAIL_INVOICES ?? Number.POSITIVE_INFINITY);

interface InvoiceLine {
  sku: string;
  quantity: number;
  priceMinor: number;
}

/** Columns by place: the header of the file repeats its first name. Returns, gifts and corrections are no purchases. */
function readInvoices(file: string): Map<string, { userId: number; lines: InvoiceLine[] }> {
  const rows: string[][] = parse(readFileSync(file), {
    from_line: 2,
    relax_quotes: true,
    relax_column_count: true,
  });
  const invoices = new Map<string, { userId: number; lines: InvoiceLine[] }>();
  for (const [invoiceNo = '', stockCode = '', , quantityText, , priceText = '', customerId] of rows) {
    const quantity = Number(quantityText);
    const [whole = '0', cents = ''] = priceText.split('.');
    const priceMinor = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
    if (invoiceNo.startsWith('C') || !(quantity > 0) || !(priceMinor > 0)) continue;
    const userId = customerId ? Number(customerId) : 900_000 + Number(invoiceNo.replaceAll(/\D/g, ''));
    const invoice = invoices.get(invoiceNo) ?? { userId, lines: [] };
    // One product per article and price: the catalogue knows one price, the invoices several.
    invoice.lines.push({ sku: `${stockCode}@${priceMinor}`, quantity, priceMinor });
    invoices.set(invoiceNo, invoice);
  }
  return invoices;
}

/** What each coupon takes off a gross total, computed here and not by the engine. */
const OFFERS = [
  {
    shape: { content: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 } },
    off: (gross: number) => (gross >= 10_000 ? 2_000 : 0),
  },
  {
    shape: { type: 1, content: { percentBp: 1_000, capMinor: 5_000 } },
    off: (gross: number) => Math.min(Math.floor(gross / 10), 5_000),
  },
  {
    shape: { content: { amountMinor: 300, every: { amountMinor: 2_500, maxRepeats: 6 } } },
    off: (gross: number) => 300 * Math.min(Math.floor(gross / 2_500), 6),
  },
  { shape: { content: { amountMinor: 150 } }, off: (gross: number) => Math.min(150, gross) },
];

const title = 'real invoices, each checked out with its best single coupon, add up to the penny';
if (path === undefined) {
  test.skip(`${title} (skipped: put the data set at ../${FILE} or name it in RETAIL_CSV)`, () => undefined);
} else {
  let api: TestApi;
  jest.setTimeout(600_000);
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  test(title, async () => {
    const invoices = [...readInvoices(path)].slice(0, INVOICES);
    expect(invoices.length).toBeGreaterThan(0);
    const prices = new Map(
      invoices.flatMap(([, { lines }]) => lines.map(({ sku, priceMinor }) => [sku, priceMinor] as const)),
    );
    const productIds = await newProducts(
      api,
      [...prices].map(([sku, priceMinor]) => ({ sku, priceMinor, currency: 'GBP' })),
    );
    const batchIds: string[] = [];
    for (const { shape } of OFFERS)
      batchIds.push(await newOffer(api.database, { ...shape, currency: 'GBP' }));

    const sums = { gross: 0, discount: 0, payable: 0 };
    for (const [invoiceNo, { userId, lines }] of invoices) {
      const token = userToken(userId);
      const held = await Promise.all(batchIds.map((batchId) => claimCoupon(api, batchId, userId)));
      const items = lines.map(({ sku, quantity }) => ({ productId: productIds[sku], quantity }));
      const gross = lines.reduce((total, { quantity, priceMinor }) => total + quantity * priceMinor, 0);
      const discount = Math.max(...OFFERS.map(({ off }) => off(gross)));
      const post = (url: string, body: object) => api.call('POST', url, { token, body });

      const { best } = (await post('/v1/checkout/quotes', { items })).body;
      const expected = { gross, discount, payable: gross - discount };
      const amounts = ({ totals }: { totals: Record<string, { amountMinor: number }> }) => ({
        gross: totals.gross?.amountMinor,
        discount: totals.discount?.amountMinor,
        payable: totals.payable?.amountMinor,
      });
      expect([invoiceNo, amounts(best)]).toEqual([invoiceNo, expected]);
      expect(best.couponIds).toHaveLength(1);

      const created = await post('/v1/orders', {
        items,
        couponIds: best.couponIds,
        expectedTotal: best.totals.payable,
      });
      expect([invoiceNo, created.status]).toEqual([invoiceNo, 201]);
      if (created.body.status === 'awaiting_payment') {
        const paid = await post(`/v1/orders/${created.body.orderId}/payments`, { methodToken: 'sandbox_ok' });
        expect([invoiceNo, paid.status]).toEqual([invoiceNo, 201]);
      }
      expect(held.length).toBe(OFFERS.length);
      sums.gross += gross;
      sums.discount += discount;
      sums.payable += gross - discount;
    }

    const stored = await api.database.row<Record<string, string>>(
      `SELECT COUNT(*) AS orders, SUM(gross_minor) AS gross, SUM(discount_minor) AS discount, SUM(payable_minor) AS payable
       FROM orders WHERE status = 1`,
    );
    expect(stored).toEqual({
      orders: String(invoices.length),
      gross: String(sums.gross),
      discount: String(sums.discount),
      payable: String(sums.payable),
    });
    const states = await api.database.rows(
      'SELECT status, COUNT(*) AS n FROM coupon GROUP BY status ORDER BY status',
    );
    expect(states).toEqual([
      { status: 0, n: String(invoices.length * (OFFERS.length - 1)) },
      { status: 2, n: String(invoices.length) },
    ]);
    const taken = await api.database.row<{ total: string }>(
      'SELECT SUM(amount_minor) AS total FROM sandbox_charge',
    );
    expect(taken?.total).toBe(String(sums.payable));
    expect(await findViolations(api.database)).toEqual([]);
  });
}
