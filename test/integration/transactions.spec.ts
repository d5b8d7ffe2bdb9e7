import { Database, isGuardRefusal, type Tx } from '../../src/platform/database';
import { startApi, type TestApi } from '../support/api';
import { until } from '../support/until';

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

test('COMMIT travels with the statements of one turn: their results come after it, and it ends the transaction', async () => {
  const [change, committed] = await database.transaction(async (tx) => {
    const [inserted, seen] = await tx.commitWith(() =>
      Promise.all([
        insert(tx, 'test-a'),
        tx.row<{ name: string }>('SELECT name FROM id_sequence WHERE name = ?', ['test-a']),
      ]),
    );
    expect(seen).toEqual({ name: 'test-a' });
    return [inserted, await names()] as const;
  });
  expect(change.affectedRows).toBe(1);
  expect(committed).toEqual(['test-a']);
});

const insertAndRefuse = (tx: Tx) =>
  Promise.all([
    insert(tx, 'test-a'),
    tx.change('UPDATE id_sequence SET next_value = IF(next_value > 1, 2, NULL) WHERE name = ?', ['test-a']),
    insert(tx, 'test-b'),
  ]);

test('a statement that fails where COMMIT travels with it leaves nothing committed and nothing locked', async () => {
  const failure = database.transaction((tx) => tx.commitWith(() => insertAndRefuse(tx)));
  expect(isGuardRefusal(await failure.catch((error: unknown) => error))).toBe(true);
  expect(await names()).toEqual([]);
  expect(await database.transaction((tx) => insert(tx, 'test-a'))).toMatchObject({ affectedRows: 1 });
});

test('when a session is killed while COMMIT is under way with its statements, the outcome is unknown and nothing runs again', async () => {
  let runs = 0;
  const failure = database.transaction(async (tx) => {
    runs++;
    const session = await tx.row<{ id: string }>('SELECT CONNECTION_ID() AS id');
    const sent = tx.commitWith(() => Promise.all([insert(tx, 'test-a'), tx.row('SELECT SLEEP(20)')]));
    sent.catch(() => undefined);
    await until('the session is at work', async () => {
      const asleep = await database.row<{ n: string }>(
        "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE id = ? AND info LIKE '%SLEEP(20)%'",
        [session!.id],
      );
      return Number(asleep!.n) === 1;
    });
    await database.change(`KILL ${Number(session!.id)}`);
    await sent;
  });
  await expect(failure).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(runs).toBe(1);
  expect(await names()).toEqual([]);
});

test('a statement after the COMMIT that travelled with others is refused, and does not run by itself', async () => {
  const failure = database.transaction(async (tx) => {
    await tx.commitWith(() => insert(tx, 'test-a'));
    await insert(tx, 'test-b');
  });
  await expect(failure).rejects.toThrow('nothing can follow the COMMIT');
  expect(await names()).toEqual(['test-a']);
});

test('a part that throws before its statement is issued keeps COMMIT and the other parts from being sent', async () => {
  const spoilt = async () => {
    await Promise.resolve();
    throw new Error('spoilt');
  };
  const failure = database.transaction(async (tx) => {
    await insert(tx, 'test-a');
    await tx.commitWith(() => Promise.all([insert(tx, 'test-b'), spoilt()]));
  });
  await expect(failure).rejects.toThrow('spoilt');
  const swallowed = database.transaction(async (tx) => {
    await insert(tx, 'test-a');
    await tx.commitWith(() => Promise.all([spoilt(), insert(tx, 'test-b')])).catch(() => undefined);
  });
  await expect(swallowed).rejects.toThrow('nothing is sent');
  const badValue = database.transaction((tx) =>
    tx.commitWith(() => Promise.all([insert(tx, 'test-b'), tx.change('SELECT 1; SELECT 2')])),
  );
  await expect(badValue).rejects.toThrow('semicolon');
  expect(await names()).toEqual([]);
});

test('a failure with COMMIT that the work swallows leaves nothing committed and no transaction open', async () => {
  const swallowed = database.transaction((tx) =>
    tx.commitWith(() => insertAndRefuse(tx)).catch(() => undefined),
  );
  await expect(swallowed).rejects.toThrow('nothing can follow the COMMIT');
  // Every connection of the pool begins a transaction, which would commit one that was left open.
  await Promise.all(
    Array.from({ length: 40 }, () =>
      database.transaction((tx) => tx.row('SELECT name FROM id_sequence LIMIT 1')),
    ),
  );
  expect(await names()).toEqual([]);
});

test('what fails after the commit does not run again, whatever it says', async () => {
  let runs = 0;
  const failure = database.transaction(async (tx) => {
    runs++;
    await tx.commitWith(() => insert(tx, 'test-a'));
    throw Object.assign(new Error('elsewhere'), { code: 'ECONNRESET' });
  });
  await expect(failure).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(runs).toBe(1);
  expect(await names()).toEqual(['test-a']);
});

test('on a connection that is known to be closed nothing was sent, and the work runs again', async () => {
  let runs = 0;
  await database.transaction(async (tx) => {
    if (++runs === 1) {
      const session = await tx.row<{ id: string }>('SELECT CONNECTION_ID() AS id');
      await database.change(`KILL ${Number(session!.id)}`);
      await until('the connection is known to be closed', () =>
        tx.row('SELECT 1').then(
          () => false,
          (error: Error) => /closed state/.test(error.message),
        ),
      );
    }
    await tx.commitWith(() => insert(tx, 'test-a'));
  });
  expect(runs).toBe(2);
  expect(await names()).toEqual(['test-a']);
});
