import { createHmac } from 'node:crypto';

const HOUR_SECONDS = 3600;
const base64url = (/** @type {string} */ value) => Buffer.from(value).toString('base64url');
const HEADER = base64url('{"alg":"HS256","typ":"JWT"}');

/** `exp` for tokens that are good for an hour from now. */
export const inAnHour = () => Math.floor(Date.now() / 1000) + HOUR_SECONDS;

/**
 * An access token of a user. Made by hand, because a load needs a hundred thousand of them.
 * @param {string} secret
 * @param {{ userId: number, expiresAt: number, jti: string }} claims `jti` makes it unlike any other token of this user
 */
export function userToken(secret, { userId, expiresAt, jti }) {
  const claims = base64url(`{"sub":"${userId}","role":"user","exp":${expiresAt},"jti":"${jti}"}`);
  const body = `${HEADER}.${claims}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
