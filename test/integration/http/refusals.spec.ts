import { connect } from 'node:net';
import { ERROR_CODES, type ErrorCode } from '../../../src/shared/errors';
import { startApi, type TestApi } from '../../support/api';
import { documentedOperations } from '../../support/operations';
import { merchantToken, userToken } from '../../support/tokens';

const PROBLEM = 'application/problem+json; charset=utf-8';

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

let api: TestApi;
let port: number;

beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  port = Number(new URL(await api.app.getUrl()).port);
});
afterAll(() => api.stop());

/** Sends bytes as they are, and reads until the server closes. Fails where the connection is reset, with the answer or without. */
function sendRaw(...parts: (string | Buffer)[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end after ${Buffer.concat(chunks)}`)));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(parse(chunks)));
    for (const part of parts) socket.write(part);
  });
}

function parse(chunks: readonly Buffer[]): Answer {
  const [head = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(
      fields.map((field) => {
        const at = field.indexOf(':');
        return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()];
      }),
    ),
    body: rest.join('\r\n\r\n'),
  };
}

function expectProblem({ status, headers, body }: Answer, code: ErrorCode): void {
  expect({ status, type: headers['content-type'], problem: body === '' ? '' : JSON.parse(body) }).toEqual({
    status: ERROR_CODES[code].status,
    type: PROBLEM,
    problem: expect.objectContaining({
      type: `urn:coupon:problem:${code}`,
      title: ERROR_CODES[code].title,
      status: ERROR_CODES[code].status,
      code,
      instance: expect.stringMatching(/^\//),
      requestId: expect.stringMatching(/^[\w-]{36}$/),
    }),
  });
}

const HOST = 'host: a\r\nconnection: close\r\n';
const post = (headers: string, body: string | Buffer = '') => [
  `POST /v1/rules HTTP/1.1\r\n${HOST}authorization: Bearer ${merchantToken()}\r\n${headers}\r\n`,
  body,
];
const json = (body: string | Buffer, type = 'application/json', more = '') =>
  post(`content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${more}`, body);

test.each<[string, ErrorCode, (string | Buffer)[]]>([
  ['what is no HTTP', 'MALFORMED_REQUEST', ['hello\r\n\r\n']],
  ['TLS', 'MALFORMED_REQUEST', [Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3])]],
  ['a method that there is not', 'MALFORMED_REQUEST', ['GRAB / HTTP/1.1\r\nhost: a\r\n\r\n']],
  ['a version that there is not', 'MALFORMED_REQUEST', ['GET / HTTP/9.9\r\nhost: a\r\n\r\n']],
  ['a header without a name', 'MALFORMED_REQUEST', [`GET / HTTP/1.1\r\n${HOST}: x\r\n\r\n`]],
  ['a line break in a header', 'MALFORMED_REQUEST', [`GET / HTTP/1.1\r\n${HOST}a: b\rc\r\n\r\n`]],
  ['no host', 'MALFORMED_REQUEST', ['GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n']],
  ['a broken escape in the path', 'MALFORMED_REQUEST', [`GET /v1/orders/%zz HTTP/1.1\r\n${HOST}\r\n`]],
  ['two lengths', 'MALFORMED_REQUEST', post('content-length: 1\r\ncontent-length: 2\r\n', 'ab')],
  ['a length and chunks', 'MALFORMED_REQUEST', post('content-length: 1\r\ntransfer-encoding: chunked\r\n')],
  ['a length that is no number', 'MALFORMED_REQUEST', post('content-length: x\r\n')],
  [
    'a chunk without a size',
    'MALFORMED_REQUEST',
    post('content-type: application/json\r\ntransfer-encoding: chunked\r\n', 'zz\r\n'),
  ],
  ['headers of 20 KiB', 'HEADERS_TOO_LARGE', [`GET / HTTP/1.1\r\n${HOST}a: ${'x'.repeat(20_000)}\r\n\r\n`]],
  ['a path of 20 KiB', 'HEADERS_TOO_LARGE', [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`]],
  ['an expectation', 'EXPECTATION_FAILED', post('expect: the-unexpected\r\ncontent-length: 0\r\n')],
  ['broken JSON', 'MALFORMED_BODY', json('{"a":')],
  ['JSON with a key that reaches for prototypes', 'MALFORMED_BODY', json('{"__proto__":{}}')],
  ['bytes that are no UTF-8', 'MALFORMED_BODY', json(Buffer.from('{"name":"\xff"}', 'latin1'))],
  ['another charset', 'UNSUPPORTED_MEDIA_TYPE', json('{}', 'application/json; charset=iso-8859-1')],
  ['another charset in quotes', 'UNSUPPORTED_MEDIA_TYPE', json('{}', 'application/json;charset="utf-16"')],
  [
    'a content encoding',
    'UNSUPPORTED_MEDIA_TYPE',
    json('{}', 'application/json', 'content-encoding: gzip\r\n'),
  ],
  ['XML', 'UNSUPPORTED_MEDIA_TYPE', json('<a/>', 'application/xml')],
  ['plain text', 'UNSUPPORTED_MEDIA_TYPE', json('{}', 'text/plain')],
  ['a form', 'UNSUPPORTED_MEDIA_TYPE', json('name=a', 'application/x-www-form-urlencoded')],
  ['an upload', 'UNSUPPORTED_MEDIA_TYPE', json('--a--', 'multipart/form-data; boundary=a')],
  ['a type that is none', 'UNSUPPORTED_MEDIA_TYPE', json('{}', 'json')],
  ['a body without a type', 'UNSUPPORTED_MEDIA_TYPE', post('content-length: 2\r\n', '{}')],
  [
    'a body said to be of 2 MiB',
    'PAYLOAD_TOO_LARGE',
    post('content-type: application/json\r\ncontent-length: 2097152\r\n', '{'),
  ],
  ['a body of 32 MiB', 'PAYLOAD_TOO_LARGE', json(Buffer.alloc(32 * 1024 * 1024, 'x'))],
  ['headers of 8 MiB', 'HEADERS_TOO_LARGE', [`GET / HTTP/1.1\r\n${HOST}a: ${'x'.repeat(2 ** 23)}\r\n\r\n`]],
  ['a body of 2 MiB', 'PAYLOAD_TOO_LARGE', json(`"${'x'.repeat(2 * 1024 * 1024)}"`)],
  [
    'chunks of 2 MiB',
    'PAYLOAD_TOO_LARGE',
    post(
      'content-type: application/json\r\ntransfer-encoding: chunked\r\n',
      `200000\r\n${'x'.repeat(0x200000)}\r\n0\r\n\r\n`,
    ),
  ],
  ['an unknown path', 'NOT_FOUND', [`GET /v1/nothing HTTP/1.1\r\n${HOST}\r\n`]],
  ['a path of another case', 'NOT_FOUND', [`GET /v1/Orders HTTP/1.1\r\n${HOST}\r\n`]],
  [
    'an unknown path with a body',
    'NOT_FOUND',
    [`POST /v1/nothing HTTP/1.1\r\n${HOST}content-type: a/b\r\ncontent-length: 1\r\n\r\n`, 'x'],
  ],
])('%s is %s', async (_name, code, parts) => {
  expectProblem(await sendRaw(...parts), code);
});

test('a charset of UTF-8 is good, however it is written', async () => {
  for (const type of [
    'application/json;charset=utf-8',
    'application/json; Charset="UTF-8"',
    'APPLICATION/JSON',
  ]) {
    expectProblem(await sendRaw(...json('{}', type)), 'VALIDATION_FAILED');
  }
});

test('what breaks within an answer is not answered in the middle of it, and the process goes on', async () => {
  const stream = connect(port, '127.0.0.1');
  let got = '';
  stream.on('data', (chunk) => {
    got += chunk;
    if (got.includes('heartbeat') && stream.writable) stream.write('nonsense\r\n\r\n');
  });
  stream.write(`GET /v1/me/events HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${userToken(1)}\r\n\r\n`);
  await new Promise((resolve) => stream.on('close', resolve));
  expect(got.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
});

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

test('a method that a documented path has not is 405 with those that it has', async () => {
  const operations = documentedOperations();
  const wrong: string[] = [];
  let asked = 0;
  for (const url of new Set(operations.map((operation) => operation.url))) {
    for (const method of METHODS) {
      if (operations.some((operation) => operation.method === method && fits(operation.path, url))) continue;
      asked += 1;
      const reply = await api.app.inject({ method, url });
      const allow = String(reply.headers.allow).split(', ');
      const expected = new Set(
        operations.filter(({ path }) => fits(path, url)).map((operation) => operation.method),
      );
      if (expected.has('GET')) expected.add('HEAD');
      const isRight =
        reply.statusCode === 405 &&
        reply.headers['content-type'] === PROBLEM &&
        reply.json().code === 'METHOD_NOT_ALLOWED' &&
        allow.join() === [...expected].sort().join();
      if (!isRight) wrong.push(`${method} ${url}: ${reply.statusCode}, allow: ${reply.headers.allow}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(200);
});

test.each(['PROPFIND', 'TRACE', 'SEARCH', 'LOCK'])(
  '%s is 405 with the allowed ones over the network, too',
  async (method) => {
    const answer = await sendRaw(`${method} /v1/orders HTTP/1.1\r\n${HOST}\r\n`);
    expectProblem(answer, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
  },
);

const fits = (path: string, url: string): boolean =>
  new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(url);
