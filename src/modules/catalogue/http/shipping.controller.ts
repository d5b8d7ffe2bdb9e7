import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { toShippingRateView } from '../application/catalogue-view';
import { ShippingRates } from '../application/shipping-rates';
import { SetShippingRateDto, ShippingRateDto, ShippingRatesDto } from './shipping.dto';

@ApiTags('catalogue')
@Controller('v1/shipping-rates')
export class ShippingController {
  constructor(private readonly rates: ShippingRates) {}

  /** The ways of shipping with their prices. */
  @Get()
  @Auth('user', 'merchant', 'platform', 'service')
  @RateClass('read')
  async list(): Promise<ShippingRatesDto> {
    return { items: (await this.rates.list()).map(toShippingRateView) };
  }

  /** Sets what a way of shipping costs, in one currency. */
  @Put(':code')
  @Auth('platform')
  @RateClass('write')
  @Problems('OUTCOME_UNKNOWN')
  @ApiParam({ name: 'code', example: 'standard' })
  async set(
    @Caller() caller: Principal,
    @Param('code') code: string,
    @Body() { price }: SetShippingRateDto,
  ): Promise<ShippingRateDto> {
    if (!/^[\w.-]{1,40}$/.test(code)) {
      throw new AppError('VALIDATION_FAILED', {
        errors: [
          {
            parameter: 'code',
            code: 'MATCHES',
            message: 'code must be 1 to 40 letters, digits, "_", "-", "."',
          },
        ],
      });
    }
    const rate = { code, priceMinor: price.amountMinor, currency: price.currency };
    await this.rates.set(caller, rate);
    return toShippingRateView(rate);
  }
}
