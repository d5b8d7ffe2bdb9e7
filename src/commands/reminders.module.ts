import { Module } from '@nestjs/common';
import { CouponModule } from '../modules/coupon';
import { NotifyModule } from '../modules/notify';

/** Reminders, and what users hold, which is the coupon module's. */
@Module({ imports: [NotifyModule, CouponModule] })
export class RemindersModule {}
