import { Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module';
import { BatchHttpModule } from './modules/batch';
import { CouponHttpModule, CouponWorkerModule, MyCouponsHttpModule } from './modules/coupon';
import { OrderHttpModule, OrderWorkerModule } from './modules/order';
import { RuleHttpModule } from './modules/rule';
import { AuditModule } from './platform/audit';
import { AuthModule } from './platform/auth';
import { DatabaseModule } from './platform/database';
import { HealthModule } from './platform/health/health.module';
import { IdempotencyModule } from './platform/idempotency';
import { OutboxWorkerModule } from './platform/outbox';
import { QueueModule } from './platform/queue';
import { RedisModule } from './platform/redis';
import { schema } from './schema';

/** What all three processes stand on. */
const foundation = [
  ConfigModule,
  DatabaseModule.forRoot(schema),
  RedisModule,
  IdempotencyModule,
  AuditModule,
];

/** Serves HTTP. */
@Module({
  imports: [
    ...foundation,
    QueueModule.forProducer(),
    AuthModule,
    HealthModule,
    CouponHttpModule,
    MyCouponsHttpModule,
    OrderHttpModule,
    RuleHttpModule,
    BatchHttpModule,
  ],
})
export class ApiModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [
    ...foundation,
    QueueModule.forConsumer(),
    OutboxWorkerModule,
    AuthModule,
    HealthModule,
    CouponWorkerModule,
    OrderWorkerModule,
  ],
})
export class WorkerModule {}

/** Commands for operators. */
@Module({ imports: [...foundation] })
export class CliModule {}
