import { breakingChanges } from './breaking-changes';
import { unnamed } from './changelog';

type Any = Record<string, unknown>;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Any) => ({ content: { 'application/json': { schema } } });

/** One operation with a parameter, a body, an answer, and a problem. */
const document = ({
  request = {},
  answer = {},
  codes = ['GONE', 'LOCKED'],
  parameters = [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } }] as Any[],
  roles = ['user', 'platform'],
  more = {} as Any,
} = {}) => ({
  paths: {
    '/v1/things': {
      post: {
        'x-roles': roles,
        parameters,
        requestBody: json(ref('Request')),
        responses: {
          '201': json(ref('Answer')),
          '409': {
            content: {
              'application/problem+json': {
                schema: { type: 'object', properties: { code: { type: 'string', enum: codes } } },
              },
            },
          },
        },
        ...more,
      },
    },
  },
  components: {
    schemas: {
      Request: {
        type: 'object',
        properties: {
          name: { type: 'string', maxLength: 20 },
          kind: { type: 'string', enum: ['a', 'b'] },
          count: { type: ['integer', 'null'], minimum: 1 },
          ...(request as Any),
        },
        required: ['name'],
      },
      Answer: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          state: { type: 'string', enum: ['open', 'done'] },
          parts: { type: 'array', items: ref('Answer') },
          detail: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
          ...(answer as Any),
        },
        required: ['id', 'state'],
      },
    },
  },
});

const without = (schema: 'Request' | 'Answer', field: string) => {
  const changed = document();
  delete (changed.components.schemas[schema].properties as Any)[field];
  return changed;
};
const withRequired = (schema: 'Request' | 'Answer', required: string[]) => {
  const changed = document();
  changed.components.schemas[schema].required = required;
  return changed;
};

test('the same document breaks nothing', () => {
  expect(breakingChanges(document(), document())).toEqual([]);
});

test.each<[string, Any]>([
  ['a request may have more fields', document({ request: { colour: { type: 'string' } } })],
  ['a request may be longer', document({ request: { name: { type: 'string', maxLength: 40 } } })],
  ['a request has more values', document({ request: { kind: { type: 'string', enum: ['a', 'b', 'c'] } } })],
  ['a field of a request is no longer needed', withRequired('Request', [])],
  ['an answer has more fields', document({ answer: { at: { type: 'string', format: 'date-time' } } })],
  ['an answer has fewer values', document({ answer: { state: { type: 'string', enum: ['done'] } } })],
  ['an answer always has a field', withRequired('Answer', ['id', 'state', 'parts'])],
  ['an answer is narrower', document({ answer: { detail: { type: 'string' } } })],
  ['there is a new error', document({ codes: ['GONE', 'LOCKED', 'BUSY'] })],
  ['there is a new role', document({ roles: ['user', 'platform', 'merchant'] })],
  ['there is a new parameter', document({ parameters: [...parametersOf(), { name: 'q', in: 'query' }] })],
])('nothing is broken when %s', (_, changed) => {
  expect(breakingChanges(document(), changed)).toEqual([]);
});

function parametersOf(): Any[] {
  return document().paths['/v1/things'].post.parameters;
}

test.each<[string, Any, string, string]>([
  ['a path', { paths: {}, components: {} }, '/v1/things', 'the operation is gone'],
  ['a parameter', document({ parameters: [] }), 'limit', 'the query parameter limit is gone'],
  [
    'a needed parameter',
    document({ parameters: [...parametersOf(), { name: 'q', in: 'query', required: true }] }),
    'q',
    'the query parameter q is needed now',
  ],
  [
    'a limit of a parameter',
    document({ parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } }] }),
    'limit',
    'limit has maximum 50 now',
  ],
  ['a role', document({ roles: ['platform'] }), 'user', 'the role user may not call it any more'],
  ['a field of the request', without('Request', 'kind'), 'kind', 'the field kind of the request is gone'],
  ['a needed field', withRequired('Request', ['name', 'count']), 'count', 'the field count is needed now'],
  [
    'a value of the request',
    document({ request: { kind: { type: 'string', enum: ['a'] } } }),
    'b',
    'kind may not be b any more',
  ],
  [
    'a type of the request',
    document({ request: { count: { type: 'integer', minimum: 1 } } }),
    'count',
    'count may not be null any more',
  ],
  [
    'a length of the request',
    document({ request: { name: { type: 'string', maxLength: 10 } } }),
    'name',
    'name has maxLength 10 now',
  ],
  [
    'a pattern of the request',
    document({ request: { name: { type: 'string', maxLength: 20, pattern: '^a' } } }),
    'name',
    'name has the pattern ^a now',
  ],
  ['a field of the answer', without('Answer', 'parts'), 'parts', 'the field parts of the answer is gone'],
  [
    'a field that is always there',
    withRequired('Answer', ['id']),
    'state',
    'the field state may be missing now',
  ],
  [
    'a new value of the answer',
    document({ answer: { state: { type: 'string', enum: ['open', 'done', 'lost'] } } }),
    'lost',
    'state may be lost now',
  ],
  [
    'a type of the answer',
    document({ answer: { id: { type: ['string', 'null'] } } }),
    'id',
    'id may be null now',
  ],
  [
    'an alternative of the answer',
    document({ answer: { detail: { oneOf: [{ type: 'string' }, { type: 'boolean' }] } } }),
    'detail',
    'detail may be boolean now',
  ],
  ['an error', document({ codes: ['GONE'] }), 'LOCKED', 'it does not answer LOCKED any more'],
  [
    'an answer',
    document({ more: { responses: { '202': json(ref('Answer')) } } }),
    '201',
    'the answer 201 is gone',
  ],
])('%s is found', (_, changed, name, what) => {
  expect(breakingChanges(document(), changed)).toContainEqual({ operation: 'POST /v1/things', name, what });
});

test('a case of an answer is compared with the same case, not with the one that it is most like', () => {
  const two = (codes: string[]) => {
    const done = { status: { const: 'done' }, code: { type: 'string', enum: codes } };
    const open = { status: { const: 'open' }, code: { type: 'null' } };
    const cases = [done, open].map((properties) => ({ type: 'object', properties }));
    return document({ answer: { detail: { oneOf: cases } } });
  };
  const changes = breakingChanges(two(['A']), two(['A', 'B', 'C', 'D']));
  expect(changes.map(({ name }) => name)).toEqual(['B', 'C', 'D']);
});

test('what the changelog names as changed or removed is no news', () => {
  const changelog = (heading: string, line: string) =>
    `# Changelog\n\n## [Unreleased]\n\n### ${heading}\n\n- ${line}\n\n## [1.0.0]\n\n### Removed\n\n- \`kind\`\n`;
  const changes = breakingChanges(document(), without('Request', 'kind'));
  expect(changes).toHaveLength(1);
  expect(unnamed(changes, changelog('Removed', 'API, things: `kind`.'))).toEqual([]);
  expect(unnamed(changes, changelog('Changed', 'API, things: `Request.kind` is `sort`.'))).toEqual([]);
  expect(unnamed(changes, changelog('Added', '`kind`'))).toEqual(changes);
  expect(unnamed(changes, changelog('Changed', 'Things have no kind.'))).toEqual(changes);
});
