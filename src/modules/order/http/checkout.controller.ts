import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { QuoteCheckout } from '../application/checkout/quote-checkout';
import { QuoteRequestDto, toPurchase } from './checkout.dto';
import { QuoteDto } from './quote.dto';

@ApiTags('checkout')
@Controller('v1/checkout/quotes')
export class CheckoutController {
  constructor(private readonly quoteCheckout: QuoteCheckout) {}

  /**
   * What a cart would cost: each of my coupons eligible, or all the reasons why not, and the best combination. Changes
   * nothing and reserves nothing.
   */
  @Post()
  @HttpCode(200)
  @Auth('user')
  @RateClass('checkout')
  @Problems('PRODUCT_NOT_FOUND', 'CART_INVALID')
  quote(@Caller() caller: Principal, @Body() body: QuoteRequestDto): Promise<QuoteDto> {
    return this.quoteCheckout.execute(toPurchase(caller.id, body), body.couponIds);
  }
}
