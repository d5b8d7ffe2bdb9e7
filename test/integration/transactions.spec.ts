import { Database, type Tx } from '../../src/platform/database';
import { startApi, type TestApi } from '../support/api';

let api: TestApi;
let database: Database;
const NOW = new Date('2026-05-01T10:00:00.000Z');

beforeAll(async () => {
  api = await startApi();
  database = api.database;
});
afterAll(() => api.stop());
beforeEach(() => database.change('DELETE FROM id_sequence WHERE name LIKE ?', ['test-%']));

const insert = (tx: Tx, name: string) =>
  tx.change('INSERT INTO id_sequence (name, next_value) VALUES (?, 1)', [name]);
const names = async () =>
  (
    await database.rows<{ name: string }>('SELECT name FROM id_sequence WHERE name LIKE ? ORDER BY name', [
      'test-%',
    ])
  ).map(({ name }) => name);
test('statements of one turn run in the order in which they were issued, and each gets its own result', async () => {
  const results = await database.transaction((tx) =>
    Promise.all([
      insert(tx, 'test-a'),
      tx.rows<{ name: string }>('SELECT name FROM id_sequence WHERE name LIKE ?', ['test-%']),
      tx.change('UPDATE id_sequence SET next_value = 2 WHERE name LIKE ?', ['test-%']),
      insert(tx, 'test-b'),
      tx.row<{ count: number }>('SELECT COUNT(*) AS count FROM id_sequence WHERE name LIKE ?', ['test-%']),
    ]),
  );
  expect(results[0].affectedRows).toBe(1);
  expect(results[1]).toEqual([{ name: 'test-a' }]);
  expect(results[2].affectedRows).toBe(1);
  expect(results[3].affectedRows).toBe(1);
  expect(Number(results[4]!.count)).toBe(2);
});

test('of statements of one turn, those after a failed one do not run, and none of them stays', async () => {
  const seen: string[] = [];
  const failure = database.transaction(async (tx) => {
    const settled = await Promise.allSettled([
      insert(tx, 'test-a'),
      insert(tx, 'test-a'),
      insert(tx, 'test-b'),
    ]);
    seen.push(...settled.map(({ status }) => status));
    const { count } = (await tx.row<{ count: number }>(
      'SELECT COUNT(*) AS count FROM id_sequence WHERE name LIKE ?',
      ['test-%'],
    ))!;
    seen.push(String(count));
    throw (settled[2] as PromiseRejectedResult).reason;
  });
  await expect(failure).rejects.toMatchObject({ errno: 1062 });
  expect(seen).toEqual(['rejected', 'rejected', 'rejected', '1']);
  expect(await names()).toEqual([]);
});

test('a transaction sees its own work only after the commit from outside, and nothing of it after a failure', async () => {
  await database.transaction(async (tx) => {
    await insert(tx, 'test-a');
    expect(await names()).toEqual([]);
  });
  expect(await names()).toEqual(['test-a']);
  await expect(
    database.transaction(async (tx) => {
      await insert(tx, 'test-b');
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await names()).toEqual(['test-a']);
});

test('a statement with a semicolon outside its values is refused before anything is sent; inside a value it is data', async () => {
  await expect(database.rows('SELECT 1; DELETE FROM id_sequence')).rejects.toThrow('semicolon');
  await expect(
    database.transaction((tx) => tx.change("DELETE FROM id_sequence WHERE name = 'x'; COMMIT")),
  ).rejects.toThrow('semicolon');
  await database.transaction((tx) => insert(tx, "test-'; COMMIT; -- "));
  expect(await names()).toEqual(["test-'; COMMIT; -- "]);
});

test('a connection is free of locks and of open transactions when it goes back to the pool', async () => {
  await expect(
    database.transaction(async (tx) => {
      await Promise.all([insert(tx, 'test-a'), insert(tx, 'test-a')]);
    }),
  ).rejects.toMatchObject({ errno: 1062 });
  await database.change('INSERT INTO id_sequence (name, next_value) VALUES (?, ?)', [
    'test-a',
    NOW.getTime(),
  ]);
  expect(await names()).toEqual(['test-a']);
});

test('a statement that travels with COMMIT is committed with the rest, alone too, and seen by nothing before', async () => {
  await database.transaction(async (tx) => {
    tx.changeAtCommit('INSERT INTO id_sequence (name, next_value) VALUES (?, 1)', ['test-b']);
    await insert(tx, 'test-a');
    expect(
      await tx.rows('SELECT name FROM id_sequence WHERE name LIKE ? ORDER BY name', ['test-%']),
    ).toHaveLength(1);
  });
  await database.transaction(async (tx) =>
    tx.changeAtCommit('INSERT INTO id_sequence (name, next_value) VALUES (?, 1)', ['test-c']),
  );
  expect(await names()).toEqual(['test-a', 'test-b', 'test-c']);
});

test('when a statement that travels with COMMIT fails, nothing is committed and nothing stays locked', async () => {
  const failure = database.transaction(async (tx) => {
    await insert(tx, 'test-a');
    tx.changeAtCommit('INSERT INTO id_sequence (name, next_value) VALUES (?, 1)', ['test-a']);
  });
  await expect(failure).rejects.toMatchObject({ errno: 1062 });
  expect(await names()).toEqual([]);
  await database.transaction((tx) => insert(tx, 'test-a'));
  expect(await names()).toEqual(['test-a']);
});
