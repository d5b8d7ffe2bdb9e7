import { type Connection, createConnection } from 'mysql2/promise';
import { Deadline, withinDeadline } from '../../src/platform/deadline';
import { startApi, type TestApi } from '../support/api';
import { newBatch } from '../support/builders';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

const DEADLINE_MS = 2_000;

let api: TestApi;
let holder: Connection;
beforeAll(async () => {
  api = await startApi({ REQUEST_DEADLINE_SECONDS: String(DEADLINE_MS / 1_000) });
  holder = await createConnection(api.env.DATABASE_URL as string);
});
afterAll(async () => {
  await holder.end();
  await api.stop();
});

/** Much less than the limits of statements and locks add up to: 12 to 25 s. */
const WITHIN_MS = DEADLINE_MS + 1_500;

test('a request that waits for a lock is answered within its deadline, and nothing of it stays', async () => {
  await api.database.change("INSERT INTO id_sequence (name, next_value) VALUES ('held', 1)");
  await holder.beginTransaction();
  await holder.query("SELECT 1 FROM id_sequence WHERE name = 'held' FOR UPDATE");
  const since = performance.now();
  const work = withinDeadline(DEADLINE_MS, () =>
    api.database.transaction(async (tx) => {
      await tx.change("INSERT INTO id_sequence (name, next_value) VALUES ('beside', 1)");
      await tx.change("UPDATE id_sequence SET next_value = 2 WHERE name = 'held'");
    }),
  );
  await expect(work).rejects.toMatchObject({ code: 'BUSY' });
  expect(performance.now() - since).toBeLessThan(WITHIN_MS);
  await holder.rollback();
  expect(await api.database.rows("SELECT 1 FROM id_sequence WHERE name = 'beside'")).toEqual([]);
});

test('a connection whose lock wait was shortened waits as long as ever for the next one', async () => {
  const seconds = () =>
    api.database
      .row<{ seconds: string }>('SELECT @@innodb_lock_wait_timeout AS seconds')
      .then((row) => Number(row?.seconds));
  await api.database.reads(async (reader) => {
    const short = await withinDeadline(DEADLINE_MS, () =>
      reader.row<{ seconds: string }>('SELECT @@innodb_lock_wait_timeout AS seconds'),
    );
    expect(Number(short?.seconds)).toBe(1);
  });
  for (let time = 0; time < 5; time++) expect(await seconds()).toBe(5);
});

test('nothing is sent past the deadline, and work behind an answer has none', async () => {
  const past = Deadline.after(0);
  await expect(past.run(() => api.database.row('SELECT 1'))).rejects.toMatchObject({ code: 'BUSY' });
  past.end();
  expect(await past.run(() => api.database.row('SELECT 1 AS one'))).toBeTruthy();
});

test('a request whose rows are held is refused within its deadline over HTTP', async () => {
  const content = { threshold: { amountMinor: 100 }, amountMinor: 100 };
  const body = { name: 'Held', type: 0, currency: 'USD', ruleContent: content };
  await holder.query('LOCK TABLES rule WRITE');
  const since = performance.now();
  const reply = await api.call('POST', '/v1/rules', { token: merchantToken(1), body });
  expect(performance.now() - since).toBeLessThan(WITHIN_MS);
  await holder.query('UNLOCK TABLES');
  expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
});

test('a claim that waits for its group is answered at the deadline, is done all the same, and its key says so', async () => {
  const { batchId } = await newBatch(api.database);
  const claim = () =>
    api.call('POST', `/v1/batches/${batchId}/claims`, {
      token: userToken(1),
      headers: { 'idempotency-key': 'held' },
    });
  await holder.query('LOCK TABLES coupon WRITE');
  const since = performance.now();
  const reply = await claim();
  const tookMs = performance.now() - since;
  await holder.query('UNLOCK TABLES');
  expect(reply).toMatchObject({
    status: 503,
    body: { code: 'OUTCOME_UNKNOWN' },
    headers: { 'retry-after': '1' },
  });
  expect(tookMs).toBeLessThan(WITHIN_MS);
  const again = await until('the group is done', async () => {
    const next = await claim();
    return next.status === 201 ? next : undefined;
  });
  expect(again.body).toMatchObject({ batchId, userId: '1' });
  expect(
    await api.database.row('SELECT COUNT(*) AS coupons FROM coupon WHERE batch_id = ?', [batchId]),
  ).toEqual({
    coupons: '1',
  });
});

test.each([
  [1114, "The table 'rule' is full"],
  [1030, 'Got error 28 "No space left on device" from storage engine InnoDB'],
  [1180, 'Got error 28 "No space left on device" during COMMIT'],
])(
  'a disk that is full (%i) is BUSY, and what was refused can be done when there is room again',
  async (errno, text) => {
    await holder.query(
      `CREATE TRIGGER disk_is_full BEFORE INSERT ON rule FOR EACH ROW
     SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = '${text.replaceAll("'", "''")}'`,
    );
    const content = { threshold: { amountMinor: 100 }, amountMinor: 100 };
    const body = { name: 'Full', type: 0, currency: 'USD', ruleContent: content };
    const create = () => api.call('POST', '/v1/rules', { token: merchantToken(1), body });
    const refused = await create();
    await holder.query('DROP TRIGGER disk_is_full');
    expect(refused).toMatchObject({ status: 503, body: { code: 'BUSY' }, headers: { 'retry-after': '1' } });
    expect((await create()).status).toBe(201);
  },
);
