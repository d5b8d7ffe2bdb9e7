import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { createVerifier } from 'fast-jwt';
import { CONFIG, type Config } from '../../config/config';
import { BoundedMap } from '../../shared/bounded-map';
import { Clock } from '../../shared/clock';
import { AppError } from '../../shared/errors';
import { rootLogger } from '../logging';
import { type Principal, ROLES, type Role } from './principal';

interface Claims {
  sub?: unknown;
  role?: unknown;
  merchant_id?: unknown;
  exp?: unknown;
  nbf?: unknown;
}

/** How many verified tokens are remembered at least; at most twice as many. */
const REMEMBERED = 20_000;
/** A token is verified again after this time at the latest, should its key be withdrawn. */
const REMEMBERED_MS = 60 * 60_000;
const JWKS_TTL_MS = 10 * 60_000;
/** An unknown key id asks the provider again, but not for every forged token. */
const JWKS_MIN_REFETCH_MS = 10_000;
const JWKS_TIMEOUT_MS = 3_000;
const ID = /^[1-9]\d{0,15}$/;

interface VerifiedToken {
  principal: Principal;
  /** Milliseconds since 1970, on the database's time line. */
  until: number;
}

/**
 * Checks access tokens: HS256 with our secret, or RS256/ES256/EdDSA with the keys at JWT_JWKS_URL. Signature, expiry,
 * issuer and audience are checked; a token without an expiry is refused. Verified tokens are remembered until they expire.
 */
@Injectable()
export class TokenVerifier {
  private readonly verify: (token: string) => Claims | Promise<Claims>;
  /** By the token itself: the library's own cache hashes every token once more, and a flash sale sends only new ones. */
  private readonly remembered = new BoundedMap<string, VerifiedToken>(REMEMBERED);
  private keys = new Map<string, string>();
  /** By the monotonic clock. */
  private keysFetchedAt = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {
    const common = {
      // The library would compare with the host's date.
      ignoreExpiration: true,
      ignoreNotBefore: true,
      allowedIss: config.JWT_ISSUER,
      allowedAud: config.JWT_AUDIENCE,
      requiredClaims: ['exp', 'sub', 'role'],
    };
    this.verify = config.JWT_JWKS_URL
      ? createVerifier({
          ...common,
          algorithms: ['RS256', 'ES256', 'EdDSA'],
          key: async ({ header }: { header: { kid?: string } }) => this.publicKey(header.kid ?? ''),
        })
      : createVerifier({ ...common, algorithms: ['HS256'], key: config.JWT_SECRET! });
  }

  /**
   * @param token the compact JWS, without "Bearer "
   * @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED
   */
  principal(token: string): Principal | Promise<Principal> {
    const known = this.remembered.get(token);
    if (known && this.clock.now().getTime() < known.until) return known.principal;
    try {
      const claims = this.verify(token);
      return claims instanceof Promise
        ? claims.then((verified) => this.remember(token, verified), refuse)
        : this.remember(token, claims);
    } catch (error) {
      return refuse(error);
    }
  }

  private remember(token: string, claims: Claims): Principal {
    const now = this.clock.now().getTime();
    const { exp, nbf } = claims;
    if (!isInstant(exp) || (nbf !== undefined && (!isInstant(nbf) || now < nbf * 1000))) {
      throw new AppError('UNAUTHENTICATED');
    }
    if (now >= exp * 1000) throw new AppError('TOKEN_EXPIRED');
    const principal = toPrincipal(claims);
    const until = Math.min(exp * 1000, now + REMEMBERED_MS);
    this.remembered.set(token, { principal, until });
    return principal;
  }

  private async publicKey(kid: string): Promise<string> {
    const age = performance.now() - this.keysFetchedAt;
    if (age > JWKS_TTL_MS || (!this.keys.has(kid) && age > JWKS_MIN_REFETCH_MS)) this.startFetch();
    // Whoever needs a key that is being fetched waits for it; known keys are used meanwhile.
    if (!this.keys.has(kid)) await this.fetching;
    if (this.keys.size === 0) throw new AppError('BUSY', { retryAfterSeconds: 5 });
    const key = this.keys.get(kid);
    if (!key) throw new AppError('UNAUTHENTICATED', { detail: 'The token was signed with an unknown key.' });
    return key;
  }

  /** One request for all who need it. */
  private startFetch(): void {
    this.keysFetchedAt = performance.now();
    this.fetching = this.fetchKeys();
  }

  private async fetchKeys(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(JWKS_TIMEOUT_MS);
      const response = await fetch(this.config.JWT_JWKS_URL!, { signal });
      if (!response.ok) throw new Error(`the key set answered ${response.status}`);
      const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid?: string })[] };
      this.keys = new Map(keys.flatMap(readKey));
    } catch (error) {
      // The keys known so far stay good.
      rootLogger.warn({ reason: error }, "the identity provider's keys cannot be read");
    }
  }
}

/** A set may hold keys for other purposes, which are none of ours. */
function readKey(key: JsonWebKey & { kid?: string }): [string, string][] {
  try {
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return [[key.kid ?? '', pem as string]];
  } catch {
    return [];
  }
}

/** Seconds since 1970, as RFC 7519 has them. */
function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function toPrincipal(claims: Claims): Principal {
  const { sub, role, merchant_id: merchantId } = claims;
  if (!ROLES.includes(role as Role) || typeof sub !== 'string' || sub === '' || sub.length > 64) {
    throw new AppError('UNAUTHENTICATED', { detail: 'The token needs the claims "sub" and "role".' });
  }
  if (role === 'user' && !ID.test(sub)) {
    throw new AppError('UNAUTHENTICATED', {
      detail: 'The "sub" of a user token is the user id, a positive integer.',
    });
  }
  if (role !== 'merchant') return { role: role as Role, id: sub };
  if (typeof merchantId !== 'string' || !ID.test(merchantId)) {
    throw new AppError('UNAUTHENTICATED', { detail: 'A merchant token needs the claim "merchant_id".' });
  }
  return { role, id: sub, merchantId };
}

function refuse(error: unknown): never {
  if (error instanceof AppError) throw error;
  // fast-jwt wraps what a key source throws.
  const inner = (error as { originalError?: unknown }).originalError;
  if (inner instanceof AppError) throw inner;
  throw new AppError('UNAUTHENTICATED', { cause: error });
}
