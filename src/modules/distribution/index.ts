/** The module's only door: other modules import from here and from nowhere deeper. */

export { distributionTopics } from './application/outbox-topics';
export { DistributionModule } from './distribution.module';
