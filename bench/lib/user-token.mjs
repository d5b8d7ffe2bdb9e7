import { createHmac } from 'node:crypto';

const base64url = (value) => Buffer.from(value).toString('base64url');
const HEADER = base64url('{"alg":"HS256","typ":"JWT"}');

/**
 * An access token of a user, unlike any other: `jti` keeps a verified one from being met again.
 * @param {string} secret @param {number} userId @param {string} jti @param {number} expiresAt seconds since 1970
 */
export function userToken(secret, userId, jti, expiresAt) {
  const claims = base64url(`{"sub":"${userId}","role":"user","exp":${expiresAt},"jti":"${jti}"}`);
  const body = `${HEADER}.${claims}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
