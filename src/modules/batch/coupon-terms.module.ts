import { Module } from '@nestjs/common';
import { ReadCouponTerms } from './application/read-coupon-terms';

/** What other rooms need of batches to price with their coupons. */
@Module({ providers: [ReadCouponTerms], exports: [ReadCouponTerms] })
export class CouponTermsModule {}
