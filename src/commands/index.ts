import { audienceCommands } from '../modules/audience/cli';
import { batchCommands } from '../modules/batch/cli';
import { catalogueCommands } from '../modules/catalogue/cli';
import { codeCommands } from '../modules/code/cli';
import { distributionCommands } from '../modules/distribution/cli';
import { notifyCommands } from '../modules/notify/cli';
import { orderCommands } from '../modules/order/cli';
import { ruleCommands } from '../modules/rule/cli';
import type { CommandGroup } from '../platform/cli';
import { FinishRestoreCommand } from './finish-restore.command';
import { MigrateCommand } from './migrate.command';
import { PrepareCommand } from './prepare.command';
import { SeedCommand } from './seed.command';
import { TokenCommand } from './token.command';

/** Every command for operators, in the order of the help. */
export const commands: readonly CommandGroup[] = [
  { commands: [MigrateCommand, TokenCommand, PrepareCommand] },
  { commands: [SeedCommand], services: async () => (await import('./seed.module.js')).SeedModule },
  {
    commands: [FinishRestoreCommand],
    services: async () => (await import('../platform/restore/index.js')).RestoreModule,
  },
  ruleCommands,
  batchCommands,
  codeCommands,
  catalogueCommands,
  orderCommands,
  distributionCommands,
  audienceCommands,
  {
    commands: notifyCommands,
    services: async () => (await import('./reminders.module.js')).RemindersModule,
  },
];
