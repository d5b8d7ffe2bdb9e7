import { type Connection, createConnection } from 'mysql2/promise';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';

interface KeyRecord {
  name: string;
  effects: string[];
}

interface KeyStormLibrary {
  runKeyStorm(options: {
    env: Record<string, string>;
    connection: Connection;
    keys: number;
    parallel: number;
    random: { next(): number };
    log(line: string): void;
  }): Promise<{ records: KeyRecord[]; kills: number }>;
}

// ES modules in plain JavaScript, shared with `npm run chaos -- keys`, which runs this with 1,000 keys.
const { runKeyStorm }: KeyStormLibrary = require('../../bench/lib/key-storm.mjs');
const { checkKeys }: { checkKeys(records: readonly KeyRecord[]): Record<string, number> } =
  require('../../bench/lib/history/key-history.mjs');
const { seededRandom }: { seededRandom(seed: number): { next(): number } } =
  require('../../bench/lib/random.mjs');

const KEYS = 40;
const PARALLEL = 50;
const SEED = Date.now() % 1_000_000;

jest.setTimeout(180_000);

let environment: TestEnvironment;
let connection: Connection;

beforeAll(async () => {
  environment = await newEnvironment();
  connection = await createConnection({
    uri: environment.env.DATABASE_URL,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
});
afterAll(async () => {
  await connection.end();
  await environment.drop();
});

test(`${KEYS} keys, each sent ${PARALLEL} times at once under kill -9 between commit and reply: one effect, one answer (seed ${SEED})`, async () => {
  const { records, kills } = await runKeyStorm({
    env: environment.env,
    connection,
    keys: KEYS,
    parallel: PARALLEL,
    random: seededRandom(SEED),
    log: () => undefined,
  });
  expect(checkKeys(records)).toEqual({ doubled: 0, lost: 0, different: 0, unanswered: 0 });
  expect(records.map(({ effects }) => effects.length)).toEqual(Array(KEYS).fill(1));
  expect(kills).toBe(4);
});
