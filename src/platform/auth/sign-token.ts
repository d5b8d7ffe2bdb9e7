import { createSigner } from 'fast-jwt';
import type { Config } from '../../config/config';
import { AppError, type FieldError } from '../../shared/errors';
import { type Principal, ROLES } from './principal';

const MAX_TTL_SECONDS = 365 * 24 * 3_600;
const MAX_SUBJECT_LENGTH = 64;
const ID = /^[1-9]\d{0,15}$/;

/**
 * Signs an access token that this installation accepts, with JWT_SECRET.
 * @throws AppError VALIDATION_FAILED for a principal that no token can name, or when tokens come from elsewhere
 */
export function signToken(
  config: Config,
  principal: Principal,
  ttlSeconds: number,
  now: Date,
): { token: string; expiresAt: string } {
  const errors = findFaults(config, principal, ttlSeconds);
  if (errors.length > 0 || !config.JWT_SECRET) throw new AppError('VALIDATION_FAILED', { errors });
  const sign = createSigner({
    key: config.JWT_SECRET,
    algorithm: 'HS256',
    ...(config.JWT_ISSUER ? { iss: config.JWT_ISSUER } : {}),
    ...(config.JWT_AUDIENCE ? { aud: config.JWT_AUDIENCE } : {}),
  });
  const iat = Math.floor(now.getTime() / 1000);
  const { id, role, merchantId } = principal;
  const token = sign({
    sub: id,
    role,
    ...(merchantId ? { merchant_id: merchantId } : {}),
    iat,
    exp: iat + ttlSeconds,
  });
  return { token, expiresAt: new Date((iat + ttlSeconds) * 1000).toISOString() };
}

function findFaults(config: Config, { role, id, merchantId }: Principal, ttlSeconds: number): FieldError[] {
  const errors: FieldError[] = [];
  const fault = (pointer: string, code: string, message: string) => errors.push({ pointer, code, message });
  if (config.JWT_JWKS_URL || !config.JWT_SECRET) {
    fault('', 'NO_SECRET', 'tokens come from the identity provider behind JWT_JWKS_URL');
  }
  if (!ROLES.includes(role)) fault('/role', 'IS_IN', `must be one of ${ROLES.join(', ')}`);
  if (role === 'user' ? !ID.test(id) : id === '' || id.length > MAX_SUBJECT_LENGTH) {
    fault('/sub', 'SUBJECT', 'must be a positive integer for a user, 1 to 64 characters for others');
  }
  if (role === 'merchant' && !ID.test(merchantId ?? '')) {
    fault('/merchant-id', 'IS_ID', 'must be a positive integer for the role merchant');
  }
  if (role !== 'merchant' && merchantId !== undefined) {
    fault('/merchant-id', 'UNKNOWN_FIELD', 'is only for the role merchant');
  }
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
    fault('/ttl-seconds', 'TTL', `must be an integer from 1 to ${MAX_TTL_SECONDS}`);
  }
  return errors;
}
