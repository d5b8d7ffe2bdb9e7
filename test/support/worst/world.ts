import type { TestApi } from '../api';
import { createBatch, createRule, publishBatch } from '../batches';
import { testId } from '../builders';
import { newCoupon, newProducts } from '../checkout';
import { batchWithCodes } from '../codes';
import { newUsers } from '../distributions';
import { createTemplate } from '../messages';
import { merchantToken, platformToken, userToken } from '../tokens';

/** The longest page. */
const PAGE = 100;
const LINES = 1_000;
const COUPONS_IN_SET = 50;

/** The largest things that there may be, so that what reads them has the most to do. */
export interface World {
  api: TestApi;
  /** Who holds a thousand coupons, has the largest orders and the longest inbox. */
  userId: string;
  ruleId: string;
  batchId: string;
  /** Published, and merchant 7's; its audience is listed. */
  listedBatchId: string;
  draftBatchId: string;
  /** With as many generations of codes, and of revoked ranges, as a batch may have. */
  codesBatchId: string;
  code: string;
  templateId: string;
  distributionId: string;
  productIds: string[];
  /** Paid, of a thousand lines and fifty coupons. */
  orderId: string;
  /** As many as an order takes, free. */
  couponIds: string[];
  audience: string[];
  importId: string;
}

const ids = (count: number, from = 9_000_000_000_000_000): string[] =>
  Array.from({ length: count }, (_, at) => String(from + at));
const names = (count: number, of = 'n', length = 64): string[] =>
  Array.from({ length: count }, (_, at) => `${of}${at}`.padEnd(length, 'x'));

/** A rule that lists as much as a rule may. */
export const largestContent = (): object => {
  const content = (listed: number, length: number) => ({
    threshold: { amountMinor: 1, quantity: 1 },
    amountMinor: 1,
    scope: { kind: 'products', productIds: names(listed, 'p', length) },
    exclude: { categoryIds: names(listed, 'c', length), productIds: names(listed, 'x', length) },
    conditions: {
      channels: ['app', ...names(listed - 1, 'h', length)],
      paymentMethods: names(listed, 'm', length),
      userTags: {
        anyOf: names(listed, 'a', length),
        allOf: names(listed, 'l', length),
        noneOf: names(listed, 'o', length),
      },
      localTime: {
        timeZone: 'Europe/Berlin',
        windows: Array.from({ length: 21 }, () => ({
          days: [1, 2, 3, 4, 5, 6, 7],
          from: '00:00',
          until: '24:00',
        })),
      },
    },
    stacking: { mode: 'group', group: 'g'.repeat(64) },
  });
  // As many names as there is room for.
  const fits = (listed: number) => Buffer.byteLength(JSON.stringify(content(listed, 9))) <= 10_000;
  let listed = 500;
  while (!fits(listed)) listed--;
  return content(listed, 9);
};

/** A text that is as hard to read and to fill in as one may be. */
const hardText = (length: number): string => {
  const blocks = '{{#if a}}'.repeat(10) + '{{/if}}'.repeat(10);
  const few = blocks + '{{a}}'.repeat(30);
  return (few + 'x'.repeat(length)).slice(0, Math.max(length, few.length));
};

export const largestTemplate = (locales = 30, scale = 0.55): Record<string, unknown> => ({
  name: 'n'.repeat(120),
  defaultLocale: 'aa',
  variables: ['a'],
  texts: Array.from({ length: locales }, (_, at) => ({
    locale: at === 0 ? 'aa' : `a${String.fromCharCode(97 + (at % 26))}${at < 26 ? '' : 'z'}`,
    title: '{{a}}',
    body: hardText(Math.floor(5_000 * scale)),
    email: {
      subject: '{{a}}',
      text: hardText(Math.floor(9_000 * scale)),
      html: hardText(Math.floor(15_000 * scale)),
    },
    sms: '{{a}}',
  })),
});

async function good(api: TestApi, method: string, url: string, token: string, body?: unknown) {
  const reply = await api.call(method, url, { token, body });
  if (reply.status >= 300) throw new Error(`${method} ${url}: ${reply.status} ${reply.text.slice(0, 1_000)}`);
  return reply.body;
}

export async function newWorld(api: TestApi): Promise<World> {
  const merchant = merchantToken();
  const platform = platformToken();
  const userId = testId();
  await good(api, 'PUT', `/v1/audience/users/${userId}`, platform, { locale: 'aa' });
  const audience = await newUsers(api.database, LINES);
  for (const kind of ['tags', 'groups']) {
    for (let at = 0; at < 20; at++) {
      const code = `w${at}`.padEnd(64, 'x');
      await good(api, 'POST', `/v1/audience/${kind}`, platform, { code, name: 'n'.repeat(100) });
    }
  }
  const products = await newProducts(
    api,
    Array.from({ length: LINES }, (_, at) => ({
      sku: `S${at}`.padEnd(64, 'x'),
      category: `Home/${at % 50}/a/b/c/d`,
      priceMinor: 1_000 + at,
    })),
  );
  const productIds = Object.values(products);

  const ruleId = await createRule(api, merchant, { ruleContent: largestContent() });
  const selection = {
    tags: Object.fromEntries(
      ['any', 'all', 'none'].map((part) => [
        part,
        Array.from({ length: 20 }, (_, at) => `w${at}`.padEnd(64, 'x')),
      ]),
    ),
    groups: Array.from({ length: 20 }, (_, at) => `w${at}`.padEnd(64, 'x')),
  };
  const batchId = await publishBatch(api, { ruleId, perUserLimit: 1_000, totalCount: 1_000_000 });
  const listedBatchId = await publishBatch(api, { ruleId, audience: 'listed', totalCount: 1_000_000 });
  const draftBatchId = await createBatch(api, { ruleId, audience: 'selected', selection });
  const { batchId: codesBatchId, codes } = await batchWithCodes(api, { ruleId, count: 10_000 });
  await mostGenerations(api, codesBatchId);
  await repeatRow(api, 'coupon_batch', 'batch_id', batchId);
  await repeatRow(api, 'coupon_batch', 'batch_id', draftBatchId);
  await repeatRow(api, 'rule', 'rule_id', ruleId, { family_id: 'rule_id' });

  // A thousand coupons of a hundred batches, each with a rule of its own.
  const batches = await api.database.rows<{ id: string }>(
    'SELECT batch_id AS id FROM coupon_batch WHERE status = 1 AND audience_type = 0 ORDER BY batch_id',
  );
  const rules = await api.database.rows<{ id: string }>(
    'SELECT rule_id AS id FROM rule WHERE rule_id >= ? ORDER BY rule_id',
    [ruleId],
  );
  for (const [at, { id }] of batches.entries()) {
    const own = rules[at % rules.length]!.id;
    await api.database.change('UPDATE coupon_batch SET rule_id = ? WHERE batch_id = ?', [own, id]);
  }
  for (let at = 0; at < LINES; at++) {
    await newCoupon(api.database, { userId, batchId: batches[at % batches.length]!.id });
  }
  const freeBatch = await publishBatch(api, {
    ruleId: await createRule(api, merchant, {
      ruleContent: { threshold: { amountMinor: 1 }, amountMinor: 1, stacking: { mode: 'group', group: 'a' } },
    }),
    perUserLimit: 1_000,
    totalCount: 1_000_000,
  });
  const couponIds: string[] = [];
  for (let at = 0; at < COUPONS_IN_SET; at++) {
    couponIds.push(await newCoupon(api.database, { userId, batchId: freeBatch }));
  }

  const items = productIds.map((productId) => ({ productId, quantity: 3 }));
  const user = userToken(userId);
  const order = await good(api, 'POST', '/v1/orders', user, { items, couponIds: couponIds.slice(0, 1) });
  await good(api, 'POST', `/v1/orders/${order.orderId}/payments`, user, { methodToken: 'sandbox_ok' });
  await repeatRow(api, 'orders', 'order_id', order.orderId);

  const templateId = await createTemplate(api, largestTemplate(), platform);
  const plainTemplateId = await createTemplate(api, largestTemplate(3), platform);
  // A few fill a page already.
  await repeatRow(api, 'notify_template', 'template_id', templateId, {}, 5);
  const message = { templateId: plainTemplateId, variables: { a: 'a'.repeat(150) }, to: { everyone: true } };
  const { messageId } = await good(api, 'POST', '/v1/messages', platform, message);
  await repeatRow(api, 'notify_message', 'message_id', messageId);
  await api.database.change(
    `INSERT INTO notify_message_text (message_id, locale, title, body, email_subject, email_text, email_html, sms_text)
     SELECT m.message_id, t.locale, t.title, t.body, t.email_subject, t.email_text, t.email_html, t.sms_text
     FROM notify_message m JOIN notify_message_text t ON t.message_id = ? WHERE m.message_id > ?`,
    [messageId, messageId],
  );
  await api.database.change(
    'INSERT INTO notify_inbox (user_id, message_id, created_at) SELECT ?, message_id, created_at FROM notify_message',
    [userId],
  );
  await api.database.change(
    `INSERT INTO notify_delivery (message_id, user_id, channel, status, attempts, last_error, created_at, updated_at)
     SELECT message_id, ?, 1, 2, 8, REPEAT('ü', 300), created_at, created_at FROM notify_message`,
    [userId],
  );

  const distribution = {
    batchId,
    selection: { userIds: ids(10_000) },
    message: { title: 't'.repeat(120), body: 'b' },
  };
  const { distributionId } = await good(api, 'POST', '/v1/distributions', merchant, distribution);
  await repeatRow(api, 'distribution', 'distribution_id', distributionId);
  const imported = await api.call('POST', '/v1/audience/imports', {
    token: platform,
    headers: { 'content-type': 'text/csv' },
    body: `user_id,tags\n${'x,y\n'.repeat(3_000)}`,
  });
  return {
    ...{ api, userId, ruleId, batchId, listedBatchId, draftBatchId, templateId, distributionId },
    ...{ productIds, orderId: order.orderId, couponIds: couponIds.slice(1), audience },
    ...{ codesBatchId, code: codes[5_000]! },
    importId: imported.body.importId,
  };
}

/** A page of rows like this one, with ids after all others. */
async function repeatRow(
  api: TestApi,
  table: string,
  key: string,
  id: string,
  same: Record<string, string> = {},
  times = PAGE,
): Promise<void> {
  const columns = (
    await api.database.rows<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = ? AND extra NOT LIKE '%GENERATED%'`,
      [table],
    )
  ).map(({ name }) => name);
  const values = columns.map((column) =>
    column === key || same[column] === key ? 'n.id' : `t.\`${column}\``,
  );
  const [last] = await api.database.rows<{ id: string }>(`SELECT MAX(${key}) AS id FROM ${table}`);
  const fresh = Array.from({ length: times }, (_, at) => Number(last!.id) + 1_000 + at);
  await api.database.change(
    `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(', ')})
     SELECT ${values.join(', ')} FROM ${table} t JOIN (${fresh.map((one) => `SELECT ${one} AS id`).join(' UNION ALL ')}) n
     WHERE t.${key} = ?`,
    [id],
  );
}

async function mostGenerations(api: TestApi, batchId: string): Promise<void> {
  const revoked = Array.from({ length: 10 }, (_, at) => ({ from: 2 * at + 1, until: 2 * at + 1 }));
  await api.database.change('UPDATE code_generation SET revoked = ? WHERE batch_id = ?', [
    JSON.stringify(revoked),
    batchId,
  ]);
  const others = Array.from({ length: 99 }, (_, at) => `SELECT ${at + 1} AS n`).join(' UNION ALL ');
  await api.database.change(
    `INSERT INTO code_generation (generation_id, batch_id, first_serial, code_count, prefix, key_id, revoked, created_at)
     SELECT (generation_id + n) % ${2 ** 28}, batch_id, first_serial + n * code_count, code_count, prefix, key_id, revoked, created_at
     FROM code_generation JOIN (${others}) others WHERE batch_id = ?`,
    [batchId],
  );
}
