import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadCouponTerms } from '../../batch';
import { ReminderSubjects } from '../../notify';

/** Hands over what coupons' reminders say of their batch. */
@Injectable()
export class DescribeReminders implements OnModuleInit {
  constructor(
    private readonly subjects: ReminderSubjects,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  onModuleInit(): void {
    this.subjects.register((reader, batchIds) => this.couponTerms.execute(reader, batchIds));
  }
}
