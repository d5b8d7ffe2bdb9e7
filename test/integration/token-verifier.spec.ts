import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createSigner } from 'fast-jwt';
import { loadConfig } from '../../src/config/config';
import { TokenVerifier } from '../../src/platform/auth/token-verifier';
import { isAppError } from '../../src/shared/errors';
import { until } from '../support/until';

interface Provider {
  server: Server;
  url: string;
  requests: number;
}

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });

/** An identity provider that takes a moment to answer. */
async function provideKeys(keys: object[], status = 200): Promise<Provider> {
  const provider: Provider = { server: createServer(), url: '', requests: 0 };
  provider.server.on('request', (_request, reply) => {
    provider.requests++;
    setTimeout(() => {
      reply.writeHead(status, { 'content-type': 'application/json' });
      reply.end(JSON.stringify({ keys }));
    }, 50);
  });
  await new Promise<void>((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
  provider.url = `http://127.0.0.1:${(provider.server.address() as { port: number }).port}/jwks`;
  return provider;
}

const verifierFor = ({ url }: Provider) =>
  new TokenVerifier(
    loadConfig({
      DATABASE_URL: 'mysql://a:b@127.0.0.1/c',
      REDIS_URL: 'redis://127.0.0.1',
      JWT_JWKS_URL: url,
    }),
    { now: () => new Date(), isTrusted: () => true },
  );

const sign = (key: KeyObject, kid: string, sub: string) =>
  createSigner({
    algorithm: 'RS256',
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    kid,
    expiresIn: 60_000,
  })({ sub, role: 'user' });

const codeOf = async (answer: unknown) => {
  try {
    await answer;
    return 'ok';
  } catch (error) {
    return isAppError(error) ? error.code : error;
  }
};

let provider: Provider;
afterEach(() => new Promise((resolve) => provider.server.close(resolve)));

test('callers that come while the keys are fetched wait for them; keys of other kinds are passed over', async () => {
  const { publicKey, privateKey } = pair();
  provider = await provideKeys([{ kty: 'oct', k: 'AAAA', kid: 'other' }, jwk(publicKey, 'k1')]);
  const verifier = verifierFor(provider);
  const tokens = ['1', '2', '3'].map((sub) => sign(privateKey, 'k1', sub));
  expect(await Promise.all(tokens.map((token) => codeOf(verifier.principal(token))))).toEqual([
    'ok',
    'ok',
    'ok',
  ]);
  expect(provider.requests).toBe(1);
});

test('a key that the provider does not know is refused, without asking it for every token', async () => {
  const { publicKey, privateKey } = pair();
  provider = await provideKeys([jwk(publicKey, 'k1')]);
  const verifier = verifierFor(provider);
  expect(await codeOf(verifier.principal(sign(privateKey, 'k1', '1')))).toBe('ok');
  const forged = ['1', '2', '3'].map((sub) => sign(pair().privateKey, 'forged', sub));
  for (const token of forged) expect(await codeOf(verifier.principal(token))).toBe('UNAUTHENTICATED');
  expect(await codeOf(verifier.principal(sign(pair().privateKey, 'k1', '1')))).toBe('UNAUTHENTICATED');
  expect(provider.requests).toBe(1);
});

test('as long as no key was ever had, the answer is busy and not unauthenticated', async () => {
  provider = await provideKeys([], 500);
  const verifier = verifierFor(provider);
  const { privateKey } = pair();
  expect(await codeOf(verifier.principal(sign(privateKey, 'k1', '1')))).toBe('BUSY');
  expect(await codeOf(verifier.principal(sign(privateKey, 'k1', '2')))).toBe('BUSY');
});

test('a remembered token is refused once it has expired', async () => {
  const { publicKey, privateKey } = pair();
  provider = await provideKeys([jwk(publicKey, 'k1')]);
  const verifier = verifierFor(provider);
  const token = createSigner({
    algorithm: 'RS256',
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    kid: 'k1',
    expiresIn: 2_000,
  })({ sub: '1', role: 'user' });
  expect(await codeOf(verifier.principal(token))).toBe('ok');
  expect(await codeOf(verifier.principal(token))).toBe('ok');
  await until(
    'the token is too old',
    async () => (await codeOf(verifier.principal(token))) === 'TOKEN_EXPIRED',
  );
});
