import { Contract, type Document } from '../support/contract/contract';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const problem = (...codes: string[]) => ({
  content: {
    'application/problem+json': {
      schema: ref('Problem'),
      examples: Object.fromEntries(codes.map((code) => [code, { value: { code } }])),
    },
  },
});

const DOCUMENT: Document = {
  paths: {
    '/v1/things/{thingId}': {
      get: {
        responses: {
          '200': { content: { 'application/json': { schema: ref('Thing') } } },
          '204': {},
          '404': problem('NOT_FOUND'),
        },
      },
    },
    '/v1/things/newest': {
      get: { responses: { '200': { content: { 'text/csv': { schema: { type: 'string' } } } } } },
    },
    '/v1/things': {
      get: {
        responses: {
          '200': {
            content: { 'application/json': { schema: { type: 'array', items: ref('NamedThing') } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: {
          thingId: { type: 'string' },
          count: { type: 'integer' },
          at: { type: 'string', format: 'date-time' },
          part: { allOf: [ref('Part')] },
          anything: { type: 'object', additionalProperties: true },
        },
        required: ['thingId'],
      },
      Part: { type: 'object', properties: { name: { type: 'string' } } },
      NamedThing: { allOf: [ref('Thing'), { type: 'object', properties: { title: { type: 'string' } } }] },
      Problem: {
        type: 'object',
        properties: { code: { type: 'string' }, status: { type: 'integer' } },
        required: ['code', 'status'],
      },
    },
  },
};
const contract = new Contract(DOCUMENT);
const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

function check(url: string, status: number, contentType: string | undefined, body: unknown): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  contract.check({ method: 'GET', url, status, contentType, text });
}

test.each<[string, number, string | undefined, unknown]>([
  ['/v1/things/7', 200, JSON_TYPE, { thingId: '7', count: 1, at: '2026-11-24T08:00:00.000Z' }],
  ['/v1/things/7?shown=all', 200, JSON_TYPE, { thingId: '7', part: { name: 'a' }, anything: { else: 1 } }],
  ['/v1/things/7', 204, undefined, undefined],
  ['/v1/things/7', 404, PROBLEM_TYPE, { code: 'NOT_FOUND', status: 404 }],
  ['/v1/things/newest', 200, 'text/csv; charset=utf-8', 'a,b\n'],
  ['/v1/things', 200, JSON_TYPE, [{ thingId: '7', title: 'of a part' }]],
  ['/v1/nothing', 404, PROBLEM_TYPE, { code: 'NOT_FOUND', status: 404 }],
  ['/metrics', 200, 'text/plain', 'up 1'],
])('an answer as documented passes: %s, %d', (url, status, type, body) => {
  expect(() => check(url, status, type, body)).not.toThrow();
});

test.each<[string, string, number, string | undefined, unknown, string]>([
  ['a status', '/v1/things/7', 201, JSON_TYPE, { thingId: '7' }, 'the document knows 200, 204, 404 only'],
  ['an error', '/v1/things', 404, PROBLEM_TYPE, { code: 'NOT_FOUND', status: 404 }, '(code NOT_FOUND)'],
  [
    'a code',
    '/v1/things/7',
    404,
    PROBLEM_TYPE,
    { code: 'GONE', status: 404 },
    'code GONE, and the document knows',
  ],
  ['a content type', '/v1/things/7', 200, 'text/html', '<p>', 'content type text/html'],
  [
    'a problem that is none',
    '/v1/things/7',
    404,
    JSON_TYPE,
    { code: 'NOT_FOUND' },
    'content type application/json',
  ],
  ['a body', '/v1/things/7', 204, JSON_TYPE, { thingId: '7' }, 'the document knows no body'],
  ['a type', '/v1/things/7', 200, JSON_TYPE, { thingId: 7 }, '/thingId must be string'],
  ['a fraction', '/v1/things/7', 200, JSON_TYPE, { thingId: '7', count: 1.5 }, '/count must be integer'],
  [
    'a format',
    '/v1/things/7',
    200,
    JSON_TYPE,
    { thingId: '7', at: 'today' },
    '/at must match format "date-time"',
  ],
  ['a missing field', '/v1/things/7', 200, JSON_TYPE, {}, "must have required property 'thingId'"],
  [
    'a field too many',
    '/v1/things/7',
    200,
    JSON_TYPE,
    { thingId: '7', more: 1 },
    'must NOT have additional properties',
  ],
  [
    'one inside',
    '/v1/things/7',
    200,
    JSON_TYPE,
    { thingId: '7', part: { more: 1 } },
    '/part must NOT have additional',
  ],
  [
    'one in a composition',
    '/v1/things',
    200,
    JSON_TYPE,
    [{ thingId: '7', more: 1 }],
    'must NOT have unevaluated',
  ],
  ['an unknown route', '/v1/nothing', 200, JSON_TYPE, {}, 'a route that the document does not know'],
  ['an unknown route', '/v1/nothing', 404, JSON_TYPE, {}, 'instead of application/problem+json'],
  ['an unknown route', '/v1/nothing', 404, PROBLEM_TYPE, { code: 'NOT_FOUND' }, "required property 'status'"],
])('%s that is not documented is refused: %s, %d', (_, url, status, type, body, message) => {
  expect(() => check(url, status, type, body)).toThrow(message);
});

test('what is refused says which operation, which status, and what came', () => {
  expect(() => check('/v1/things/7', 200, JSON_TYPE, { thingId: 7 })).toThrow(
    /^GET \/v1\/things\/\{thingId\}, status 200: \/thingId must be string .*, found 7\nThe answer was: \{"thingId":7\}$/,
  );
});
