import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { ListBatches } from '../../batch';
import { BatchPageDto } from '../../batch/http';
import { ShowCouponCentre } from '../application/show-coupon-centre';
import { BatchesQueryDto, CentrePageDto } from './coupon-centre.dto';

/** The list of batches, for both sides. It stands here because a user's list tells what the user holds. */
@ApiTags('batches')
@ApiExtraModels(BatchPageDto, CentrePageDto)
@Controller('v1/batches')
export class CouponCentreController {
  constructor(
    private readonly listBatches: ListBatches,
    private readonly showCouponCentre: ShowCouponCentre,
  ) {}

  /** Merchants: their own batches, newest id first. Users: with claimable=true what they can get now, by what ends first. */
  @Get()
  @Auth('user', 'merchant', 'platform')
  @RateClass('read')
  @ApiOkResponse({
    schema: { anyOf: [{ $ref: getSchemaPath(CentrePageDto) }, { $ref: getSchemaPath(BatchPageDto) }] },
  })
  list(@Caller() caller: Principal, @Query() query: BatchesQueryDto): Promise<CentrePageDto | BatchPageDto> {
    if (caller.role === 'user') {
      if (!query.claimable) throw wrong('claimable', 'users list batches with claimable=true');
      if (query.status) throw wrong('status', 'is for merchants and the platform');
      return this.showCouponCentre.execute(caller.id, query);
    }
    if (query.claimable) throw wrong('claimable', 'is for users');
    return this.listBatches.execute(caller, query);
  }
}

function wrong(parameter: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', {
    errors: [{ parameter, code: 'NOT_FOR_THIS_ROLE', message: `${parameter}: ${message}` }],
  });
}
