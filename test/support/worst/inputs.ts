import { Webhook } from 'standardwebhooks';
import type { DocumentedOperation } from '../operations';
import { SANDBOX_WEBHOOK_SECRET } from '../servers/environment';
import { merchantToken, serviceToken, userToken } from '../tokens';
import { asText, worstBodies } from './bodies';
import { largestContent, largestTemplate, type World } from './world';

/** One request that is hard for the process that answers it. */
export interface WorstInput {
  what: string;
  url?: string;
  token?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** All headers together are at most 16 KiB, the first line among them. */
const MAX_HEADER = 15_000;
const MEBIBYTE = 1024 * 1024;

/** What any operation can be sent, whatever it is for. */
export function anywhere({ url }: DocumentedOperation): WorstInput[] {
  const query = (what: string, text: string): WorstInput => ({
    what: `query: ${what}`,
    url: `${url}?${text}`,
  });
  const header = (name: string, what: string, value: string): WorstInput => ({
    what: `${name}: ${what}`,
    headers: { [name]: value },
  });
  const long = (piece: string) => piece.repeat(Math.floor(MAX_HEADER / piece.length));
  return [
    query('many names', Array.from({ length: 2_500 }, (_, at) => `a${at}=`).join('&')),
    query('one name again and again', long('limit=1&')),
    query('brackets', long('a[]=1&')),
    query('a nested cursor', `cursor=${Buffer.from('['.repeat(370)).toString('base64url')}`),
    { what: 'path: escapes', url: url.replace(/[^/]+$/, '%C3%BC'.repeat(90)) },
    header('authorization', 'a long token', `Bearer ${long('a.')}`),
    header('idempotency-key', 'long', long('k')),
    header('prefer', 'many', long('respond-async;a=b, ')),
    header('content-type', 'spaces', `application/json;${long(' ;')}charset`),
    header('last-event-id', 'long', long('9')),
  ];
}

/** Of a file that is read and written piece by piece: enough for two pieces, whatever follows. */
const STREAMED = 64 * 1024;

/** Texts that are hard for whoever reads CSV, behind a header that is right. */
function csv(header: string, row: string, maxRows: number, bytes: number): WorstInput[] {
  const body = (what: string, text: string): WorstInput => ({
    what: `CSV: ${what}`,
    headers: { 'content-type': 'text/csv' },
    body: `${header}\n${text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes)}`,
  });
  return [
    {
      what: 'CSV: as many good rows as it takes',
      headers: { 'content-type': 'text/csv' },
      body: `${header}\n${Array.from({ length: maxRows }, (_, at) => row.replaceAll('#', String(at + 1))).join('\n')}`,
    },
    body('quotes', '"'),
    body('pairs of quotes in a quoted value', '""'),
    body('a quote in each line', '"\n'),
    body('separators', ','),
    body('separators in lines', ',,,,,,,,,,,,,,,\n'),
    body('empty lines', '\n'),
    body('carriage returns', '\r'),
    body('spaces', ' '),
    body('spaces and quotes', '" '),
    body('one long line', 'x'),
    body('short wrong rows', 'x,\n'),
    body('what is not UTF-8', '\u00ff\n'),
    {
      ...body('UTF-16', 'x,y\n'),
      body: Buffer.from(`\ufeff${header}\n${'x,y\n'.repeat(bytes / 8)}`, 'utf16le'),
    },
    {
      what: 'CSV: a header of many columns',
      headers: { 'content-type': 'text/csv' },
      body: `${'a,'.repeat(4_000)}\n`,
    },
    {
      what: 'CSV: a header that never ends',
      headers: { 'content-type': 'text/csv' },
      body: 'a;,\t'.repeat(bytes / 4),
    },
  ];
}

const NOTHING_MORE = (): WorstInput[] => [];
const page =
  (token?: (world: World) => string, query = '') =>
  (world: World): WorstInput[] => [
    {
      what: 'the longest page of the largest rows',
      url: `?limit=100${query}`,
      ...(token && { token: token(world) }),
    },
  ];
const asUser = ({ userId }: World) => userToken(userId);
const one =
  (pathOf: (world: World) => string, token?: (world: World) => string) =>
  (world: World): WorstInput[] => [
    { what: 'the largest one', url: pathOf(world), ...(token && { token: token(world) }) },
  ];
const json = (what: string, body: unknown, more: Partial<WorstInput> = {}): WorstInput => ({
  what,
  body: typeof body === 'string' ? body : asText(body),
  ...more,
});
const members =
  (kind: string, verb: string) =>
  ({ audience }: World): WorstInput[] => [
    json(
      'a thousand members',
      { userIds: audience },
      { url: `/v1/audience/${kind}/${'w0'.padEnd(64, 'x')}/${verb}` },
    ),
  ];
const items = ({ productIds }: World) => productIds.map((productId) => ({ productId, quantity: 3 }));
const outsideLines = ({ productIds }: World, categories: number) =>
  productIds.map((productId) => ({
    ...{ productId, merchantId: '7', unitPriceMinor: 1_000, quantity: 3 },
    categoryIds: Array.from({ length: categories }, (_, at) => String(at + 1)),
  }));
const ruleBodies = (): WorstInput[] => [
  json('the largest content', {
    name: 'n'.repeat(120),
    type: 0,
    currency: 'USD',
    ruleContent: largestContent(),
  }),
];
const texts = (what: string, html: string, more: object = {}): WorstInput =>
  json(what, {
    ...{ name: 'n', defaultLocale: 'en', variables: ['a'] },
    texts: [
      {
        locale: 'en',
        title: '{{a}}',
        body: '{{a}}',
        email: { subject: '{{a}}', text: '{{a}}', html },
        ...more,
      },
    ],
  });

/**
 * What is hard for each operation by itself: the largest of what it reads and writes, and the worst text for what it parses. Every
 * operation stands here; who adds one thinks of what is hard about it, or says that there is nothing more than what is hard anywhere
 * (`anywhere`, and `worstBodies` for JSON).
 */
export const WORST_INPUTS: Record<string, (world: World) => WorstInput[]> = {
  'GET /health/live': NOTHING_MORE,
  'GET /health/ready': NOTHING_MORE,

  'GET /v1/audience/groups': page(),
  'POST /v1/audience/groups': NOTHING_MORE,
  'GET /v1/audience/groups/{code}': NOTHING_MORE,
  'DELETE /v1/audience/groups/{code}': NOTHING_MORE,
  'PATCH /v1/audience/groups/{code}': NOTHING_MORE,
  'POST /v1/audience/groups/{code}/members': members('groups', 'members'),
  'POST /v1/audience/groups/{code}/removals': members('groups', 'removals'),
  'GET /v1/audience/imports': page(),
  'POST /v1/audience/imports': () =>
    csv('user_id,email,tags,consent_at', '#,a#@example.com,,2026-01-01T00:00:00Z', 2_000, STREAMED),
  'GET /v1/audience/imports/{importId}': NOTHING_MORE,
  'GET /v1/audience/imports/{importId}/rejects': one(
    ({ importId }) => `/v1/audience/imports/${importId}/rejects`,
  ),
  'POST /v1/audience/imports/{importId}/resume': (world) =>
    csv('user_id,tags', '#,', 2_000, STREAMED).map((input) => ({
      ...input,
      url: `/v1/audience/imports/${world.importId}/resume`,
    })),
  'POST /v1/audience/previews': ({ audience }) => [
    json('ten thousand users', { selection: { userIds: Array.from({ length: 10 }, () => audience).flat() } }),
  ],
  'GET /v1/audience/tags': page(),
  'POST /v1/audience/tags': NOTHING_MORE,
  'GET /v1/audience/tags/{code}': NOTHING_MORE,
  'DELETE /v1/audience/tags/{code}': NOTHING_MORE,
  'PATCH /v1/audience/tags/{code}': NOTHING_MORE,
  'POST /v1/audience/tags/{code}/members': members('tags', 'members'),
  'POST /v1/audience/tags/{code}/removals': members('tags', 'removals'),
  'GET /v1/audience/users': page(),
  'GET /v1/audience/users/{userId}': NOTHING_MORE,
  'PUT /v1/audience/users/{userId}': NOTHING_MORE,
  'DELETE /v1/audience/users/{userId}/undeliverable': NOTHING_MORE,

  'GET /v1/batches': (world) => [...page()(world), ...page(asUser, '&claimable=true')(world)],
  'POST /v1/batches': NOTHING_MORE,
  'GET /v1/batches/{batchId}': one(({ draftBatchId }) => `/v1/batches/${draftBatchId}`),
  'PUT /v1/batches/{batchId}': NOTHING_MORE,
  'POST /v1/batches/{batchId}/audience-users': ({ listedBatchId, audience }) => [
    json('a thousand users', { userIds: audience }, { url: `/v1/batches/${listedBatchId}/audience-users` }),
  ],
  'POST /v1/batches/{batchId}/budget-changes': NOTHING_MORE,
  'POST /v1/batches/{batchId}/claims': one(({ batchId }) => `/v1/batches/${batchId}/claims`, asUser),
  'GET /v1/batches/{batchId}/code-generations': one(
    ({ codesBatchId }) => `/v1/batches/${codesBatchId}/code-generations`,
  ),
  'POST /v1/batches/{batchId}/code-generations': NOTHING_MORE,
  'POST /v1/batches/{batchId}/code-revocations': ({ codesBatchId, code }) => [
    json('one of many', { code }, { url: `/v1/batches/${codesBatchId}/code-revocations` }),
    json('a range', { from: 1, until: 9_999 }, { url: `/v1/batches/${codesBatchId}/code-revocations` }),
  ],
  'POST /v1/batches/{batchId}/code-words': NOTHING_MORE,
  'GET /v1/batches/{batchId}/codes': one(({ codesBatchId }) => `/v1/batches/${codesBatchId}/codes`),
  'GET /v1/batches/{batchId}/codes.csv': one(
    ({ codesBatchId }) => `/v1/batches/${codesBatchId}/codes.csv?count=100000`,
  ),
  'POST /v1/batches/{batchId}/end': NOTHING_MORE,
  'POST /v1/batches/{batchId}/extensions': NOTHING_MORE,
  'POST /v1/batches/{batchId}/issues': ({ batchId, audience }) => [
    json('a thousand users', { userIds: audience }, { url: `/v1/batches/${batchId}/issues` }),
  ],
  'POST /v1/batches/{batchId}/pause': NOTHING_MORE,
  'POST /v1/batches/{batchId}/publish': NOTHING_MORE,
  'POST /v1/batches/{batchId}/resume': NOTHING_MORE,
  'POST /v1/batches/{batchId}/revocations': NOTHING_MORE,
  'POST /v1/batches/{batchId}/stock-changes': NOTHING_MORE,
  'POST /v1/catalogue/imports': () =>
    csv('sku,name,category,price_minor,currency', 'N#,n,a/b/c,1,USD', 20_000, MEBIBYTE / 4),
  'GET /v1/categories': page(undefined, '&merchantId=7'),

  'POST /v1/checkout/quotes': (world) => [
    json(
      'the largest cart, a thousand coupons',
      { items: items(world), couponIds: world.couponIds },
      { token: asUser(world) },
    ),
    json(
      'the largest cart, another way',
      { items: items(world), channel: 'app', paymentMethod: 'm0' },
      { token: asUser(world) },
    ),
  ],
  'POST /v1/codes/preview': (world) => [json('a code', { code: world.code }, { token: asUser(world) })],
  'POST /v1/codes/redemptions': (world) => [json('a code', { code: world.code }, { token: asUser(world) })],
  'GET /v1/codes/{code}': one(({ code }) => `/v1/codes/${code}`),
  'POST /v1/coupon-locks': (world) =>
    [0, 20].map((categories) =>
      json(
        `the largest cart, ${categories} categories`,
        {
          ...{ orderNo: `SO-${categories}`, userId: world.userId, couponIds: world.couponIds },
          cart: { currency: 'USD', lines: outsideLines(world, categories), shippingMinor: 500 },
        },
        { token: serviceToken() },
      ),
    ),
  'GET /v1/coupon-locks/{orderNo}': one(() => '/v1/coupon-locks/SO-0'),
  'POST /v1/coupon-locks/{orderNo}/cancel': one(() => '/v1/coupon-locks/SO-20/cancel'),
  'POST /v1/coupon-locks/{orderNo}/confirm': one(() => '/v1/coupon-locks/SO-0/confirm'),
  'POST /v1/coupons/{couponId}/revocations': NOTHING_MORE,

  'GET /v1/deliveries': page(),
  'POST /v1/deliveries/{deliveryId}/retry': NOTHING_MORE,
  'GET /v1/distributions': page(() => merchantToken()),
  'POST /v1/distributions': ({ batchId, audience }) =>
    [true, false].map((dryRun) =>
      json(`ten thousand users, dry run ${dryRun}`, {
        ...{ batchId, dryRun, selection: { userIds: Array.from({ length: 10 }, () => audience).flat() } },
        message: { title: 't'.repeat(120), body: 'b' },
      }),
    ),
  'GET /v1/distributions/{distributionId}': one(
    ({ distributionId }) => `/v1/distributions/${distributionId}`,
  ),
  'POST /v1/distributions/{distributionId}/cancel': NOTHING_MORE,
  'GET /v1/distributions/{distributionId}/events': NOTHING_MORE,
  'POST /v1/distributions/{distributionId}/pause': NOTHING_MORE,
  'POST /v1/distributions/{distributionId}/resume': NOTHING_MORE,
  'POST /v1/distributions/{distributionId}/retry': NOTHING_MORE,

  'GET /v1/me/coupons': page(asUser),
  'GET /v1/me/events': NOTHING_MORE,
  'GET /v1/me/inbox': page(asUser),
  'POST /v1/me/inbox/read': NOTHING_MORE,
  'GET /v1/me/inbox/unread': one(() => '/v1/me/inbox/unread', asUser),
  'POST /v1/me/inbox/{inboxId}/read': NOTHING_MORE,
  'GET /v1/me/profile': NOTHING_MORE,
  'PATCH /v1/me/profile': NOTHING_MORE,

  'GET /v1/message-templates': page(),
  'POST /v1/message-templates': () => [
    json('the largest texts', largestTemplate()),
    texts('open blocks', '{{#if a}}'.repeat(11_000)),
    texts('blocks', `${'{{#if a}}'.repeat(6_000)}x${'{{/if}}'.repeat(6_000)}`),
    texts('else if', '{{else if a}}'.repeat(7_600)),
    texts('braces', '{'.repeat(100_000)),
    texts('open comments', '{{!--'.repeat(20_000)),
    texts('open braces', '{{a'.repeat(33_000)),
    texts('closed braces', '}}'.repeat(50_000)),
    texts('spaces', `{{${' '.repeat(99_000)}a}}`),
    texts('lines', `${'\n'.repeat(99_999)}{{`),
  ],
  'GET /v1/message-templates/{templateId}': one(({ templateId }) => `/v1/message-templates/${templateId}`),
  'GET /v1/messages': page(),
  'POST /v1/messages': ({ templateId }) => [
    json('the largest texts', { templateId, variables: { a: '"'.repeat(150) }, to: { everyone: true } }),
    json('texts that come out too long', {
      templateId,
      variables: { a: '"'.repeat(500) },
      to: { everyone: true },
    }),
  ],
  'GET /v1/messages/{messageId}': NOTHING_MORE,
  'GET /v1/operations/{operationId}': NOTHING_MORE,

  'GET /v1/orders': page(asUser),
  'POST /v1/orders': (world) => [
    json(
      'the largest cart',
      { items: items(world), couponIds: world.couponIds.slice(0, 1) },
      { token: asUser(world) },
    ),
    json('all coupons', { items: items(world), couponIds: world.couponIds }, { token: asUser(world) }),
  ],
  'GET /v1/orders/{orderId}': one(({ orderId }) => `/v1/orders/${orderId}`, asUser),
  'POST /v1/orders/{orderId}/cancel': NOTHING_MORE,
  'POST /v1/orders/{orderId}/payments': NOTHING_MORE,
  'GET /v1/orders/{orderId}/refunds': one(({ orderId }) => `/v1/orders/${orderId}/refunds`),
  'POST /v1/orders/{orderId}/refunds': (world) => [
    json(
      'one unit of each line',
      { lines: unitsOfEach(world) },
      { url: `/v1/orders/${world.orderId}/refunds` },
    ),
  ],
  'POST /v1/orders/{orderId}/refunds/preview': (world) => [
    json(
      'one unit of each line',
      { lines: unitsOfEach(world) },
      { url: `/v1/orders/${world.orderId}/refunds/preview` },
    ),
    json('all', { whole: true }, { url: `/v1/orders/${world.orderId}/refunds/preview` }),
  ],
  'POST /v1/orders/{orderId}/refunds/{refundId}/retry': NOTHING_MORE,
  'POST /v1/payment-webhooks/{provider}': () => [
    signed('a large event', `{"type":"charge.updated","data":{"x":"${'x'.repeat(MEBIBYTE - 200)}"}}`),
    signed('many values', `{"type":"charge.updated","data":[${'1,'.repeat(29_000)}1]}`),
    { ...signed('many signatures', '{}'), headers: webhookHeaders('{}', `${'v1,a '.repeat(2_900)}`) },
  ],
  'GET /v1/products': page(undefined, '&merchantId=7'),
  'GET /v1/products/{productId}': NOTHING_MORE,
  'GET /v1/rules': page(() => merchantToken()),
  'POST /v1/rules': ruleBodies,
  'POST /v1/rules/preview': (world) => [
    json('the largest content and cart', {
      ...{ type: 0, currency: 'USD', ruleContent: largestContent() },
      cart: { currency: 'USD', lines: outsideLines(world, 9).slice(0, 200) },
      context: { userTags: Array.from({ length: 100 }, (_, at) => `t${at}`.padEnd(64, 'x')) },
    }),
    json('sets of units', {
      ...{ type: 2, currency: 'USD' },
      ruleContent: { offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' } },
      cart: {
        currency: 'USD',
        lines: outsideLines(world, 9)
          .slice(0, 200)
          .map((line) => ({ ...line, quantity: 100_000 })),
      },
    }),
  ],
  'GET /v1/rules/{ruleId}': one(({ ruleId }) => `/v1/rules/${ruleId}`),
  'PUT /v1/rules/{ruleId}': ruleBodies,
  'POST /v1/rules/{ruleId}/versions': ruleBodies,
  'GET /v1/shipping-rates': NOTHING_MORE,
  'PUT /v1/shipping-rates/{code}': NOTHING_MORE,
  'GET /v1/unsubscribe/{token}': NOTHING_MORE,
  'POST /v1/unsubscribe/{token}': () => [
    {
      what: 'a large form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=%20&'.repeat(MEBIBYTE / 6 - 10),
    },
    {
      what: 'a large form of parts',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\n\r\n'.repeat(MEBIBYTE / 8),
    },
  ],
};

const unitsOfEach = ({ productIds }: World) => productIds.map((_, at) => ({ lineNo: at + 1, quantity: 1 }));

function webhookHeaders(body: string, signature?: string): Record<string, string> {
  const at = new Date();
  return {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signature ?? new Webhook(SANDBOX_WEBHOOK_SECRET).sign('msg_1', at, body),
  };
}

const signed = (what: string, body: string): WorstInput => ({
  ...{ what, body, url: '/v1/payment-webhooks/sandbox' },
  headers: webhookHeaders(body),
});

/** Everything that an operation is sent. */
export function inputsOf(operation: DocumentedOperation, world: World): WorstInput[] {
  const own = WORST_INPUTS[operation.name]?.(world) ?? [];
  const bodies =
    operation.body?.type === 'application/json'
      ? worstBodies(operation).map(([what, body]): WorstInput => ({ what, body }))
      : [];
  return [
    ...anywhere(operation),
    ...bodies,
    ...own.map((input) => ({ ...input, url: urlOf(operation, input) })),
  ];
}

function urlOf(operation: DocumentedOperation, { url }: WorstInput): string {
  if (url === undefined) return operation.url;
  return url.startsWith('?') ? operation.url + url : url;
}
