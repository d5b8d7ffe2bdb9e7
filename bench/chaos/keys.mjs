import { createRequire } from 'node:module';
import { checkKeys } from '../lib/history/key-history.mjs';
import { runKeyStorm } from '../lib/key-storm.mjs';
import { seededRandom } from '../lib/random.mjs';
import { startServers } from '../lib/servers.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

/**
 * Idempotency-Keys of claims, orders, payments and refunds, each sent many times at once while an API process dies by kill -9
 * between commit and reply: one effect per key, and the same answer for everybody who sent it, byte by byte (claims: the same
 * coupon).
 *
 * @param options.keys default 1000, @param options.parallel requests per key (default 50), @param options.seed default: the time
 */
export default async function keys({ keys: count = 1_000, parallel = 50, seed = Date.now() % 1_000_000 }) {
  console.log(`chaos keys: seed ${seed}, ${count} keys, ${parallel} requests each`);
  const servers = await startServers();
  const connection = await createConnection({
    uri: servers.mysql.url,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  try {
    const { records, kills } = await runKeyStorm({
      env: { ...servers.env, LOG_LEVEL: 'fatal' },
      connection,
      keys: count,
      parallel,
      random: seededRandom(seed),
      log: console.log,
    });
    const violations = checkKeys(records);
    const answers = records.reduce((sum, record) => sum + record.answers.length, 0);
    console.log(
      JSON.stringify({
        chaos: 'keys',
        seed,
        rounds: kills,
        keys: records.length,
        answers,
        violations,
        unknown: 0,
      }),
    );
    process.exitCode = Object.values(violations).some((number) => number > 0) ? 1 : 0;
  } finally {
    await connection.end();
    await servers.stop();
  }
}
