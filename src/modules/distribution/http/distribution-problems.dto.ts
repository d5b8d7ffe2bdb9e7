import { ApiProperty, ProblemMembers } from '../../../platform/dto';
import { DISTRIBUTION_STATUS_NAMES, type DistributionStatusName } from '../domain/distribution-status';

@ProblemMembers('DISTRIBUTION_STATE_CONFLICT')
export class DistributionStateProblemDto {
  /** What the distribution is. */
  @ApiProperty({ enum: DISTRIBUTION_STATUS_NAMES, example: 'cancelled' })
  distributionStatus: DistributionStatusName;
}
