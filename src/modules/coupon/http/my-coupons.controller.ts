import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { RateClass } from '../../../platform/limits';
import { ListMyCoupons } from '../application/list-my-coupons';
import { type MyCouponPageDto, MyCouponsQueryDto } from './my-coupons.dto';

@ApiTags('coupons')
@Controller('v1/me/coupons')
export class MyCouponsController {
  constructor(private readonly listMyCoupons: ListMyCoupons) {}

  /** My coupons of one status: available ones in the order in which they end, the others latest first. */
  @Get()
  @Auth('user')
  @RateClass('read')
  list(@Caller() caller: Principal, @Query() query: MyCouponsQueryDto): Promise<MyCouponPageDto> {
    return this.listMyCoupons.execute(caller.id, query);
  }
}
