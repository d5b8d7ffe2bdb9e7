import { DistributionEntity } from './distribution.entity';
import { DistributionChunkEntity } from './distribution-chunk.entity';

/** Every table of this module, for the schema. */
export const distributionEntities = [DistributionEntity, DistributionChunkEntity];
