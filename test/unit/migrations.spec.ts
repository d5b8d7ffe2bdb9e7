import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as exported from '../../migrations';
import { columnExists, type DdlMigration } from '../../src/platform/database/ddl-migration';
import { faultOf } from '../support/statements/migration-rules';

const classes: (new () => DdlMigration)[] = Object.values(exported);
const files = readdirSync(join(__dirname, '../../migrations')).filter((file) => /^\d.*\.ts$/.test(file));

test('files are numbered without gaps; each has one migration of its name and number, and runs in its turn', () => {
  const named = files.map((file, at) => {
    const [number, ...words] = file.replace('.ts', '').split('-');
    expect(Number(number)).toBe(at + 1);
    const name = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
    return `${name}1764${number!.padStart(9, '0')}`;
  });
  expect(classes.map(({ name }) => name)).toEqual(named);
});

test.each(classes)('$name is harmless: online, and twice', (Migration) => {
  expect(faultOf(new Migration())).toBeUndefined();
});

describe('what is refused', () => {
  const unless = columnExists('coupon', 'code');
  test.each([
    ['no algorithm', 'ALTER TABLE coupon ADD COLUMN code INT NULL'],
    ['in place, but with locks', 'ALTER TABLE coupon ADD INDEX ix (code), ALGORITHM=INPLACE'],
    ['in place with a shared lock', 'ALTER TABLE coupon ADD INDEX ix (code), ALGORITHM=INPLACE, LOCK=SHARED'],
    ['a copy', 'ALTER TABLE coupon MODIFY COLUMN code BIGINT NULL, ALGORITHM=COPY, LOCK=NONE'],
    ['two algorithms', 'ALTER TABLE coupon ADD COLUMN code INT NULL, ALGORITHM=INSTANT, ALGORITHM=COPY'],
    ['two locks', 'ALTER TABLE coupon ADD INDEX ix (code), ALGORITHM=INPLACE, LOCK=NONE, LOCK=EXCLUSIVE'],
    ['what only MariaDB knows', 'ALTER TABLE coupon ADD COLUMN code INT NULL, ALGORITHM=NOCOPY'],
    ['a comment', 'ALTER TABLE coupon ADD COLUMN code INT NULL /* ALGORITHM=INSTANT */'],
    ['a comment to the end', 'ALTER TABLE coupon ADD COLUMN code INT NULL -- , ALGORITHM=INSTANT'],
    ['a text', "ALTER TABLE coupon ADD COLUMN code INT NULL COMMENT ', ALGORITHM=INSTANT'"],
    ['an index by itself', 'CREATE INDEX ix_coupon_code ON coupon (code) ALGORITHM=INPLACE LOCK=NONE'],
    ['an index taken away by itself', 'DROP INDEX ix_coupon_code ON coupon ALGORITHM=INPLACE LOCK=NONE'],
    [
      'two statements',
      'ALTER TABLE a MODIFY b INT, ALGORITHM=INSTANT; ALTER TABLE a MODIFY c INT, ALGORITHM=INSTANT',
    ],
    ['a table that may exist', 'CREATE TABLE a (b INT)'],
    ['a table put in the place of another', 'CREATE OR REPLACE TABLE a (b INT)'],
    ['a table filled with rows', 'CREATE TABLE IF NOT EXISTS a (b INT) AS SELECT batch_id AS b FROM coupon'],
    ['rows', 'UPDATE coupon SET code = 1'],
    ['a table taken away', 'DROP TABLE coupon'],
  ])('%s', (_title, statement) => {
    expect(faultOf({ statement, unless })).toEqual(expect.any(String));
  });

  test.each([
    'ALTER TABLE coupon ADD COLUMN code INT NULL, ALGORITHM=INSTANT',
    'ALTER TABLE coupon DROP INDEX ix_coupon_code, ALGORITHM=INPLACE, LOCK=NONE',
    'ALTER TABLE coupon ADD UNIQUE INDEX uq_coupon_code (code), ALGORITHM=INPLACE, LOCK=NONE',
  ])('without looking first: %s', (statement) => {
    expect(faultOf({ statement })).toContain('unless');
    expect(faultOf({ statement, unless })).toBeUndefined();
  });
});

test('what comes out the same when it is done twice need not look', () => {
  const statement = 'ALTER TABLE coupon MODIFY COLUMN code VARCHAR(60) NULL, ALGORITHM=INPLACE, LOCK=NONE';
  expect(faultOf({ statement })).toBeUndefined();
});
