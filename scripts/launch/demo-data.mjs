import { readFileSync, writeFileSync } from 'node:fs';
import { callCli, parseResult } from './call-cli.mjs';

/**
 * @typedef {Record<string, string | undefined>} Seeded what `seed --json` made or found, as far as we use it
 * @typedef {{ root: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} CliOptions
 */

const ANSWER_DEADLINE_MS = 5_000;

/**
 * What an earlier start has made in this database.
 * @param {string} file
 * @param {string} databaseUrl
 * @returns {Seeded | undefined}
 */
export function recallDemo(file, databaseUrl) {
  try {
    const { database, seeded } = JSON.parse(readFileSync(file, 'utf8'));
    return database === nameOf(databaseUrl) && typeof seeded?.batchId === 'string' ? seeded : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes the demo data, or finds it.
 * @param {string} file where it is remembered
 * @param {CliOptions} cli
 * @returns {Promise<Seeded>}
 */
export async function seedDemo(file, cli) {
  const seeded = parseResult(await callCli(['seed', '--json'], { ...cli, quiet: true }));
  const database = nameOf(cli.env.DATABASE_URL ?? '');
  writeFileSync(file, JSON.stringify({ database, seeded }), { mode: 0o600 });
  return seeded;
}

/**
 * Does the batch of a remembered demo still give out coupons? One question to the API, where finding the demo by the
 * application's own command takes seconds.
 * @param {Seeded} seeded
 * @param {{ baseUrl: string, merchantToken: string | undefined, signal: AbortSignal }} api
 * @returns {Promise<boolean>}
 */
export async function demoStillGives({ batchId, merchantId, ruleId }, { baseUrl, merchantToken, signal }) {
  if (merchantToken === undefined) return false;
  try {
    const response = await fetch(`${baseUrl}/v1/batches/${batchId}`, {
      headers: { authorization: `Bearer ${merchantToken}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]),
    });
    if (!response.ok) return false;
    const batch = /** @type {Record<string, any>} */ (await response.json());
    return (
      batch.status === 'published' &&
      batch.merchantId === merchantId &&
      batch.ruleId === ruleId &&
      batch.totalCount !== 0 &&
      Date.parse(batch.claimUntil) > Date.now()
    );
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/**
 * A database without the account that is used for it.
 * @param {string} url
 */
function nameOf(url) {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
