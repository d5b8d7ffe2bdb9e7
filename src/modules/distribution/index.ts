/** The module's only door: other modules import from here and from nowhere deeper. */

export { distributionTopics } from './application/outbox-topics';
export {
  DistributionHttpModule,
  DistributionModule,
  DistributionWorkerModule,
} from './distribution.module';
export { distributionEntities } from './infra/entities';
