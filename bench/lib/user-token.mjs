import { createHmac } from 'node:crypto';

const HOUR_SECONDS = 3600;
const base64url = (/** @type {string} */ value) => Buffer.from(value).toString('base64url');
const HEADER = base64url('{"alg":"HS256","typ":"JWT"}');

/** `exp` for tokens that are good for an hour from now. */
export const inAnHour = () => Math.floor(Date.now() / 1000) + HOUR_SECONDS;

/**
 * A token with these claims.
 * @param {string} secret
 * @param {string} claims as JSON
 */
export function signToken(secret, claims) {
  const body = `${HEADER}.${base64url(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/**
 * An access token of a user. Made by hand, because a load needs a hundred thousand of them.
 * @param {string} secret
 * @param {{ userId: number, expiresAt: number, jti: string }} claims `jti` makes it unlike any other token of this user
 */
export function userToken(secret, { userId, expiresAt, jti }) {
  return signToken(secret, `{"sub":"${userId}","role":"user","exp":${expiresAt},"jti":"${jti}"}`);
}
