import { IsIn, IsOptional } from 'class-validator';
import { ApiProperty, type Mirrors, PageQueryDto } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import { type BatchStatusName, STATUS_NAMES } from '../../batch';
import { ClaimableBatchDto } from '../../batch/http';
import type { CentreBatch } from '../application/show-coupon-centre';

export class BatchesQueryDto extends PageQueryDto {
  @ApiProperty({
    required: false,
    enum: ['true'],
    description: 'The coupon centre: what the calling user can get now. Users have no other list.',
  })
  @IsOptional()
  @IsIn(['true'])
  claimable?: 'true';

  @ApiProperty({ required: false, enum: STATUS_NAMES, description: 'Only for merchants and the platform.' })
  @IsOptional()
  @IsIn(STATUS_NAMES)
  status?: BatchStatusName;
}

/** What the calling user has of a batch. */
export class MineDto implements Mirrors<CentreBatch['mine'], MineDto> {
  /** Coupons of it that the user got, whatever became of them. @example 0 */
  held: number;
  /** The most that one user can get. @example 1 */
  limit: number;
  /** Whether the batch is for the user; false only where it is for selected users. @example true */
  inAudience: boolean;
  /** @example true */
  canClaim: boolean;
}

export class CentreBatchDto extends ClaimableBatchDto implements Mirrors<CentreBatch, CentreBatchDto> {
  mine: MineDto;
}

export class CentrePageDto implements Mirrors<Page<CentreBatch>, CentrePageDto> {
  items: CentreBatchDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}
