import { Module } from '@nestjs/common';
import { BatchModule } from '../../batch';
import { ShowCouponCentre } from '../application/show-coupon-centre';
import { BatchesController } from './batches.controller';

/** The list of batches over HTTP. */
@Module({ imports: [BatchModule], providers: [ShowCouponCentre], controllers: [BatchesController] })
export class CouponCentreModule {}
