import { audienceCommands } from '../modules/audience/cli';
import { batchCommands } from '../modules/batch/cli';
import { catalogueCommands } from '../modules/catalogue/cli';
import { distributionCommands } from '../modules/distribution/cli';
import { notifyCommands } from '../modules/notify/cli';
import { orderCommands } from '../modules/order/cli';
import { ruleCommands } from '../modules/rule/cli';
import { FinishRestoreCommand } from './finish-restore.command';
import { MigrateCommand } from './migrate.command';
import { PrepareCommand } from './prepare.command';
import { SeedCommand } from './seed.command';
import { TokenCommand } from './token.command';

/** Every command for operators, in the order of the help. */
export const commands = [
  MigrateCommand,
  TokenCommand,
  PrepareCommand,
  SeedCommand,
  FinishRestoreCommand,
  ...ruleCommands,
  ...batchCommands,
  ...catalogueCommands,
  ...orderCommands,
  ...distributionCommands,
  ...audienceCommands,
  ...notifyCommands,
];
