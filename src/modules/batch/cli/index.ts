import type { CommandGroup } from '../../../platform/cli';
import { TopUpBudgetCommand } from './change-budget.command';
import { TopUpBatchCommand } from './change-stock.command';
import { CreateBatchCommand } from './create-batch.command';
import {
  EndBatchCommand,
  PauseBatchCommand,
  PublishBatchCommand,
  ResumeBatchCommand,
} from './transition-batch.commands';

/** What operators can do with batches. */
export const batchCommands: CommandGroup = {
  commands: [
    CreateBatchCommand,
    PublishBatchCommand,
    PauseBatchCommand,
    ResumeBatchCommand,
    EndBatchCommand,
    TopUpBatchCommand,
    TopUpBudgetCommand,
  ],
  services: async () => (await import('../batch.module.js')).BatchModule,
};
