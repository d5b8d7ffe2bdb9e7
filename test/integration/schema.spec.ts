import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config';
import { dataSourceOptions } from '../../src/platform/database/orm';
import { schema } from '../../src/schema';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';

let environment: TestEnvironment;
let dataSource: DataSource;

beforeAll(async () => {
  environment = await newEnvironment();
  dataSource = new DataSource(await dataSourceOptions(loadConfig(environment.env), schema));
  await dataSource.initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await environment.drop();
});

test('migrations make exactly the tables that the entities describe', async () => {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

test('the comparison notices a difference', async () => {
  await dataSource.query('ALTER TABLE coupon DROP INDEX ix_coupon_user');
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query).join()).toContain('ix_coupon_user');
  await dataSource.query('CREATE INDEX ix_coupon_user ON coupon (user_id, status, valid_until, coupon_id)');
});

test('a second run finds nothing to do', async () => {
  expect(await dataSource.runMigrations()).toEqual([]);
});
