import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { ReadDeliveries } from '../application/deliveries/read-deliveries';
import { RetryDelivery } from '../application/deliveries/retry-delivery';
import { DeliveriesQueryDto, DeliveryDto, DeliveryPageDto } from './delivery.dto';

/** E-mails and SMS. */
@ApiTags('messages')
@Auth('merchant', 'platform')
@Controller('v1/deliveries')
export class DeliveriesController {
  constructor(
    private readonly readDeliveries: ReadDeliveries,
    private readonly retryDelivery: RetryDelivery,
  ) {}

  /** Of the caller's own messages; the platform sees everyone's. Without a status: those that were given up. */
  @Get()
  @RateClass('read')
  list(@Caller() caller: Principal, @Query() query: DeliveriesQueryDto): Promise<DeliveryPageDto> {
    return this.readDeliveries.page(caller, query);
  }

  /** Sends a dead one again, with all its tries before it. */
  @Post(':deliveryId/retry')
  @RateClass('write')
  @Problems('DELIVERY_NOT_FOUND', 'DELIVERY_STATE_CONFLICT', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  retry(@Caller() caller: Principal, @IdParam('deliveryId') deliveryId: string): Promise<DeliveryDto> {
    return this.retryDelivery.execute(caller, deliveryId);
  }
}
