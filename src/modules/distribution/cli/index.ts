import { DistributeCommand } from './distribute.command';

/** What operators can do with distributions. */
export const distributionCommands = [DistributeCommand];
