import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * The key that signs tokens, kept so that tokens outlive a restart.
 * @param {string} file
 */
export const loadJwtSecret = (file) => load(file, () => randomBytes(48).toString('base64url'));

/**
 * The secret that the sandbox signs its webhooks with, in the Standard Webhooks notation.
 * @param {string} file
 */
export const loadWebhookSecret = (file) => load(file, () => `whsec_${randomBytes(32).toString('base64')}`);

/**
 * The key of promotion codes, kept so that codes outlive a restart.
 * @param {string} file
 */
export const loadCodeKey = (file) => load(file, () => randomBytes(48).toString('base64url'));

/**
 * Only the owner of the file can read it.
 * @param {string} file
 * @param {() => string} make
 */
function load(file, make) {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = make();
  writeFileSync(file, secret, { mode: 0o600 });
  return secret;
}
