import type { CommandGroup } from '../../../platform/cli';
import { DistributeCommand } from './distribute.command';

/** What operators can do with distributions. */
export const distributionCommands: CommandGroup = {
  commands: [DistributeCommand],
  services: async () => (await import('../distribution.module.js')).DistributionModule,
};
