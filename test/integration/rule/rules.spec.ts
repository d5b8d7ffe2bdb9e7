import { freezeRule } from '../../../src/modules/rule';
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
