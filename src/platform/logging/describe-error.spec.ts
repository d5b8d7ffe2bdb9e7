import { describeError, reasonOf } from './describe-error';
import { scrub } from './scrub';

const MAIL = 'anna.secret@example.org';
const PHONE = '+43 660 1234567';
const TOKEN = 'pm_secretcardtoken';

const sqlError = (errno: number, message: string, sql = '') =>
  Object.assign(new Error(message), {
    errno,
    sqlState: 'HY000',
    code: `ER_${errno}`,
    sqlMessage: message,
    sql,
  });

const allOf = (error: unknown): string => JSON.stringify(describeError(error));

test.each([
  [1062, `Duplicate entry '${MAIL}' for key 'audience_user.uq_email'`, 'audience_user.uq_email'],
  [1062, "Duplicate entry 'it''s for key 'x' 'Smith' for key 'uq_name'", 'uq_name'],
  [1366, "Incorrect string value: 'Smith' for column `coupon`.`orders`.`note` at row 1", 'note'],
  [1406, "Data too long for column 'email' at row 1", 'email'],
  [1064, `You have an error in your SQL syntax near 'Smith', "${MAIL}"' at line 1`, 'SQL syntax'],
  [1292, "Truncated incorrect DOUBLE value: 'Smith'", 'DOUBLE'],
])('of what MySQL says (%i) the name stays and the value does not', (errno, message, stays) => {
  const said = allOf(sqlError(errno, message));
  expect(said).not.toMatch(/Smith|anna/);
  expect(said).toContain(stays);
  expect(said).toContain(`"errno":${errno}`);
});

test('a statement is shown without its values', () => {
  const sql = `INSERT INTO payment (payment_id, method_token, note) VALUES (17, '${TOKEN}', 'it\\'s Smith''s'), (18, "${MAIL}", x'4142')`;
  const { sql: shown } = describeError(sqlError(1048, 'x', sql)) as unknown as { sql: string };
  expect(shown).toContain('INSERT INTO payment (payment_id, method_token, note) VALUES (?');
  expect(shown).not.toMatch(/17|secret|Smith|anna|4142/);
});

test('a statement that was cut off within a text is not shown further', () => {
  expect(allOf(sqlError(1048, 'x', "SELECT 1 FROM a WHERE b = 'Smi"))).not.toContain('Smi');
});

test('what a driver sent is not shown, wherever the error holds it', () => {
  const error = Object.assign(new Error("ERR unknown command 'HELO', with args beginning with: 'Smith' "), {
    name: 'ReplyError',
    command: { name: 'auth', args: ['user', 'Smith'] },
    parameters: ['Smith'],
    rejected: [MAIL],
    config: { headers: { authorization: 'Bearer Smith' } },
  });
  expect(allOf(error)).not.toMatch(/Smith|anna/);
  expect(allOf(new Error('outer', { cause: error }))).not.toMatch(/Smith|anna/);
});

test('a stack does not repeat the message, and says where', () => {
  const { stack } = describeError(new Error(`no\n    at ${MAIL}`)) as unknown as { stack: string };
  expect(stack).not.toContain('anna');
  expect(stack).toMatch(/^\s+at .*describe-error\.spec/);
});

test('codes and addresses of servers stay', () => {
  const error = Object.assign(new Error(''), { code: 'ECONNREFUSED', port: 3306, address: '127.0.0.1' });
  expect(describeError(error)).toMatchObject({ code: 'ECONNREFUSED', port: 3306, address: '127.0.0.1' });
  expect(reasonOf(error)).toBe('ECONNREFUSED');
});

test.each([
  `mail to ${MAIL} failed`,
  `SMS to ${PHONE} failed`,
  `method ${TOKEN} declined`,
  'smtp://shop:p%40ss-secret@mail.example.org',
  'Authorization: Bearer abc.secret',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2VjcmV0',
  'whsec_c2VjcmV0c2VjcmV0c2VjcmV0',
  'sk_live_secretsecret',
])('no text shows it: %s', (text) => {
  expect(scrub(text)).not.toMatch(/secret|1234567|eyJzdWI|c2VjcmV0/);
});

test('secrets of the configuration are struck out in each form, and ids and times are not', () => {
  const env = { REDIS_URL: 'redis://:p%22ass%2Fword1@127.0.0.1', JWT_SECRET: 'a-"quoted"-jwt' };
  const said = JSON.stringify({ a: 'p"ass/word1', b: 'p%22ass%2Fword1', c: 'a-"quoted"-jwt' });
  expect(scrub(said, env)).not.toMatch(/ass|jwt/);
  const line = '{"time":"2026-05-01T10:00:00.000Z","orderId":"9007199254740993","password":"coupon"}';
  expect(scrub(line, { DATABASE_URL: 'mysql://coupon:coupon@127.0.0.1' })).toBe(line);
});

test('a text costs time in proportion to its length', () => {
  const cpuMs = (length: number): number => {
    const text = 'a.-+1('.repeat(length / 6);
    return Math.min(
      ...[1, 2, 3].map(() => {
        const before = process.cpuUsage();
        scrub(text);
        return process.cpuUsage(before).user / 1_000;
      }),
    );
  };
  expect(cpuMs(60_000)).toBeLessThan(500);
});
