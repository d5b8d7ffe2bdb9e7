import { freezeRule, RULE_CONTENT_EXAMPLES } from '../../../src/modules/rule';
import { type Reply, startApi, type TestApi } from '../../support/api';
import { createBatch, createRule, newRule, publishBatch } from '../../support/batches';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const MERCHANT = merchantToken(7);
const OTHER = merchantToken(8);

const create = (body: unknown, token = MERCHANT, headers = {}) =>
  api.call('POST', '/v1/rules', { token, body, headers });

test('a merchant creates a rule and reads it back', async () => {
  const created = await create(newRule());
  expect(created).toMatchObject({
    status: 201,
    body: { ...newRule(), version: 1, merchantId: '7', frozenAt: null },
  });
  expect(created.body.familyId).toBe(created.body.ruleId);
  const read = await api.call('GET', `/v1/rules/${created.body.ruleId}`, { token: MERCHANT });
  expect(read).toMatchObject({ status: 200, body: created.body });
});

test('every write leaves an audit row with its actor', async () => {
  const ruleId = await createRule(api);
  await api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: newRule({ name: 'Other' }) });
  const rows = await api.database.rows<{ actor: string; action: string }>(
    "SELECT actor, action FROM audit_log WHERE subject = 'rule' AND subject_id = ? ORDER BY audit_log_id",
    [ruleId],
  );
  expect(rows).toEqual([
    { actor: 'merchant:7:anna', action: 'rule.create' },
    { actor: 'merchant:7:anna', action: 'rule.change' },
  ]);
});

test('the platform creates rules for itself and for a merchant', async () => {
  expect((await create(newRule(), platformToken())).body.merchantId).toBeNull();
  expect((await create(newRule({ merchantId: '8' }), platformToken())).body.merchantId).toBe('8');
});

test('a merchant does not create rules for another one', async () => {
  expect(await create(newRule({ merchantId: '8' }))).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN', errors: [{ pointer: '/merchantId' }] },
  });
  expect((await create(newRule({ merchantId: '7' }))).status).toBe(201);
});

test('users have no business here', async () => {
  expect((await create(newRule(), userToken(1))).status).toBe(403);
});

test("another merchant's rule does not exist, whatever is done to it; the platform sees it", async () => {
  const ruleId = await createRule(api);
  const replies = [
    await api.call('GET', `/v1/rules/${ruleId}`, { token: OTHER }),
    await api.call('PUT', `/v1/rules/${ruleId}`, { token: OTHER, body: newRule() }),
    await api.call('POST', `/v1/rules/${ruleId}/versions`, { token: OTHER, body: newRule() }),
  ];
  for (const reply of replies) expect(reply).toMatchObject({ status: 404, body: { code: 'RULE_NOT_FOUND' } });
  expect((await api.call('GET', `/v1/rules/${ruleId}`, { token: platformToken() })).status).toBe(200);
});

test('the list has all own rules once, newest first, over pages', async () => {
  const token = merchantToken(70);
  const made = [];
  for (let i = 0; i < 5; i++) made.push(await createRule(api, token));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const url: string = `/v1/rules?limit=2${cursor && `&cursor=${cursor}`}`;
    const { body } = await api.call('GET', url, { token });
    seen.push(...body.items.map((rule: { ruleId: string }) => rule.ruleId));
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(made.reverse());
});

test('a rule changes as long as no published batch uses it', async () => {
  const ruleId = await createRule(api);
  const changed = newRule({ name: 'Ten percent', type: 1, ruleContent: { percentBp: 1_000 } });
  const first = await api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: changed });
  expect(first).toMatchObject({ status: 200, body: { ...changed, version: 1 } });
  await publishBatch(api, { ruleId });
  const second = await api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: newRule() });
  expect(second).toMatchObject({ status: 409, body: { code: 'RULE_IN_USE' } });
  const read = await api.call('GET', `/v1/rules/${ruleId}`, { token: MERCHANT });
  expect(read.body).toMatchObject({ ...changed, frozenAt: expect.any(String) });
});

test('versions of one family are numbered without a gap when 20 are created at once', async () => {
  const ruleId = await createRule(api);
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      api.call('POST', `/v1/rules/${ruleId}/versions`, {
        token: MERCHANT,
        body: newRule({ name: `v${at}` }),
      }),
    ),
  );
  expect(replies.map((reply) => reply.status)).toEqual(Array(20).fill(201));
  const versions = replies.map((reply) => reply.body.version).sort((a, b) => a - b);
  expect(versions).toEqual(Array.from({ length: 20 }, (_, at) => at + 2));
  expect(new Set(replies.map((reply) => reply.body.familyId))).toEqual(new Set([ruleId]));
});

test('a version of a later version stays in the family', async () => {
  const ruleId = await createRule(api);
  const second = await api.call('POST', `/v1/rules/${ruleId}/versions`, { token: MERCHANT, body: newRule() });
  const third = await api.call('POST', `/v1/rules/${second.body.ruleId}/versions`, {
    token: MERCHANT,
    body: newRule(),
  });
  expect(third.body).toMatchObject({ familyId: ruleId, version: 3 });
});

test('the same Idempotency-Key creates one rule, 20 times in parallel', async () => {
  const token = merchantToken(71);
  const headers = { 'idempotency-key': 'rule-once' };
  const replies = await Promise.all(Array.from({ length: 20 }, () => create(newRule(), token, headers)));
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(1);
  expect(replies.filter((reply) => reply.headers['idempotency-replayed'] === 'true')).toHaveLength(19);
  const count = await api.database.row<{ n: string }>(
    'SELECT COUNT(*) AS n FROM rule WHERE merchant_id = 71',
  );
  expect(Number(count?.n)).toBe(1);
  expect(await create(newRule({ name: 'Other' }), token, headers)).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test('an edit that meets a publishing under way waits for it and is refused', async () => {
  const ruleId = await createRule(api);
  let edit: Promise<Reply> | undefined;
  await api.database.transaction(async (tx) => {
    await freezeRule(tx, ruleId, '7', new Date());
    edit = api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: newRule({ name: 'too late' }) });
    await until('the edit waits for the row', async () => {
      const row = await api.database.row(
        "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'UPDATE rule%'",
      );
      return row !== undefined;
    });
  });
  expect(await edit).toMatchObject({ status: 409, body: { code: 'RULE_IN_USE' } });
  expect((await api.call('GET', `/v1/rules/${ruleId}`, { token: MERCHANT })).body.name).toBe(newRule().name);
});

test('publishing against five edits at once: what a refused edit said is not in the published rule', async () => {
  for (let round = 0; round < 10; round++) {
    const ruleId = await createRule(api);
    const batchId = await createBatch(api, { ruleId });
    const names = Array.from({ length: 5 }, (_, at) => `edit ${at}`);
    const [published, ...edits] = await Promise.all([
      api.call('POST', `/v1/batches/${batchId}/publish`, { token: MERCHANT }),
      ...names.map((name) =>
        api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: newRule({ name }) }),
      ),
    ]);
    expect(published!.status).toBe(200);
    const refused = names.filter((_, at) => edits[at]?.status === 409);
    expect(edits.filter(({ status }) => status === 200)).toHaveLength(5 - refused.length);
    const frozen = await api.call('GET', `/v1/rules/${ruleId}`, { token: MERCHANT });
    expect(refused).not.toContain(frozen.body.name);
    const after = await api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: newRule() });
    expect(after.status).toBe(409);
  }
});

describe('content that makes no sense is refused with its pointer, and nothing is stored:', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an amount as text', { ruleContent: { amountMinor: '2000' } }, '/ruleContent/amountMinor'],
    ['a negative amount', { ruleContent: { amountMinor: -1 } }, '/ruleContent/amountMinor'],
    [
      'a broken threshold',
      { ruleContent: { amountMinor: 1, threshold: { amountMinor: 0.5 } } },
      '/ruleContent/threshold/amountMinor',
    ],
    ['no benefit', { ruleContent: {} }, '/ruleContent/amountMinor'],
    ['an unknown field', { ruleContent: { amountMinor: 1, colour: 'red' } }, '/ruleContent/colour'],
    ['more than all off', { type: 1, ruleContent: { percentBp: 10_001 } }, '/ruleContent/percentBp'],
    ['content of another type', { type: 2, ruleContent: { amountMinor: 1 } }, '/ruleContent/offer'],
    [
      'tiers that fall',
      {
        ruleContent: {
          tiers: [
            { threshold: { amountMinor: 2 }, amountMinor: 2 },
            { threshold: { amountMinor: 1 }, amountMinor: 1 },
          ],
        },
      },
      '/ruleContent/tiers',
    ],
  ])('%s', async (_title, overrides, pointer) => {
    const before = await countRules();
    const ruleId = await createRule(api);
    const replies = [
      await create(newRule(overrides)),
      await api.call('PUT', `/v1/rules/${ruleId}`, { token: MERCHANT, body: newRule(overrides) }),
      await api.call('POST', `/v1/rules/${ruleId}/versions`, { token: MERCHANT, body: newRule(overrides) }),
    ];
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 400, body: { code: 'RULE_CONTENT_INVALID' } });
      expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    }
    expect(await countRules()).toBe(before + 1);
  });
});

test('every documented example can be created and is stored as it was sent', async () => {
  for (const { summary, type, content } of Object.values(RULE_CONTENT_EXAMPLES)) {
    const reply = await create(newRule({ type, ruleContent: content }));
    expect([summary, reply.status, reply.body.ruleContent]).toEqual([summary, 201, content]);
  }
});

describe('a preview', () => {
  const line = { productId: '101', categoryIds: ['12'], unitPriceMinor: 6_000, quantity: 2 };
  const { name: _name, ...rule } = newRule();
  const preview = (body: Record<string, unknown>, token = MERCHANT) =>
    api.call('POST', '/v1/rules/preview', { token, body });
  const money = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

  test('tells what a coupon would take off, and stores nothing', async () => {
    const before = await countRules();
    const reply = await preview({ ...rule, cart: { currency: 'USD', lines: [line], shippingMinor: 500 } });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        eligible: true,
        reasons: [],
        lines: [{ lineNo: 1, gross: money(12_000), discount: money(2_000), payable: money(10_000) }],
        totals: { discount: money(2_000), shipping: money(500), payable: money(10_500) },
      },
    });
    expect(await countRules()).toBe(before);
  });

  test('tells all reasons why nothing is taken off, with figures', async () => {
    const cart = { currency: 'USD', lines: [{ ...line, quantity: 1 }] };
    const ruleContent = { ...(rule.ruleContent as object), conditions: { firstOrder: true } };
    const reply = await preview({ ...rule, ruleContent, cart });
    expect(reply.body).toMatchObject({ eligible: false, totals: { payable: money(6_000) } });
    expect(reply.body.reasons).toEqual(
      expect.arrayContaining([
        { code: 'NOT_FIRST_ORDER' },
        expect.objectContaining({ code: 'THRESHOLD_NOT_MET', missingMinor: 4_000 }),
      ]),
    );
    const first = await preview({
      ...rule,
      ruleContent,
      cart: { ...cart, lines: [line] },
      context: { firstOrder: true },
    });
    expect(first.body.eligible).toBe(true);
  });

  test("of a merchant's rule sees that merchant's lines only, of a platform's all", async () => {
    const cart = { currency: 'USD', lines: [{ ...line, merchantId: '8' }] };
    const foreign = (await preview({ ...rule, cart })).body;
    expect(foreign.eligible).toBe(false);
    expect(foreign.reasons).toContainEqual({ code: 'NO_LINE_IN_SCOPE' });
    expect((await preview({ ...rule, cart }, platformToken())).body.eligible).toBe(true);
    expect((await preview({ ...rule, cart, merchantId: '8' }, platformToken())).body.eligible).toBe(true);
  });

  test.each<[string, Record<string, unknown>, number, string, string]>([
    ['a currency that is none', { currency: 'US' }, 400, 'VALIDATION_FAILED', '/cart/currency'],
    ['no lines', { lines: [] }, 400, 'VALIDATION_FAILED', '/cart/lines'],
    ['a line that is none', { lines: [1] }, 400, 'VALIDATION_FAILED', '/cart/lines'],
    [
      'a negative price',
      { lines: [{ ...line, unitPriceMinor: -1 }] },
      400,
      'VALIDATION_FAILED',
      '/cart/lines/0/unitPriceMinor',
    ],
    [
      'no quantity',
      { lines: [{ ...line, quantity: 0 }] },
      400,
      'VALIDATION_FAILED',
      '/cart/lines/0/quantity',
    ],
    [
      'a cart past every sum',
      { lines: [{ ...line, unitPriceMinor: 1_000_000_000_000, quantity: 100_000 }] },
      422,
      'CART_INVALID',
      '/cart/lines',
    ],
  ])('refuses %s', async (_title, overrides, status, code, pointer) => {
    const reply = await preview({ ...rule, cart: { currency: 'USD', lines: [line], ...overrides } });
    expect(reply).toMatchObject({ status, body: { code } });
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('refuses content that makes no sense as creating does', async () => {
    const cart = { currency: 'USD', lines: [line] };
    expect(await preview({ ...rule, ruleContent: { amountMinor: 0 }, cart })).toMatchObject({
      status: 400,
      body: { code: 'RULE_CONTENT_INVALID', errors: [{ pointer: '/ruleContent/amountMinor' }] },
    });
    expect((await preview({ ...rule, cart: null })).status).toBe(400);
    expect((await preview({ ...rule, cart, context: null })).status).toBe(400);
    expect((await preview({ ...rule, cart, merchantId: '8' })).status).toBe(403);
  });
});

async function countRules(): Promise<number> {
  const row = await api.database.row<{ n: string }>('SELECT COUNT(*) AS n FROM rule');
  return Number(row?.n);
}
