import { Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module';
import { audienceTopics } from './modules/audience';
import { AudienceHttpModule } from './modules/audience/audience-http.module';
import { AudienceWorkerModule } from './modules/audience/audience-worker.module';
import { BatchHttpModule } from './modules/batch/batch-http.module';
import { CatalogueHttpModule } from './modules/catalogue/catalogue-http.module';
import { CodeHttpModule } from './modules/code/code-http.module';
import { couponTopics } from './modules/coupon';
import { CouponHttpModule } from './modules/coupon/coupon-http.module';
import { CouponWorkerModule } from './modules/coupon/coupon-worker.module';
import { distributionTopics } from './modules/distribution';
import { DistributionHttpModule } from './modules/distribution/distribution-http.module';
import { DistributionWorkerModule } from './modules/distribution/distribution-worker.module';
import { notifyTopics } from './modules/notify';
import { NotifyHttpModule } from './modules/notify/notify-http.module';
import { NotifyWorkerModule } from './modules/notify/notify-worker.module';
import { OrderHttpModule } from './modules/order/order-http.module';
import { OrderWorkerModule } from './modules/order/order-worker.module';
import { PaymentWorkerModule } from './modules/payment/payment-worker.module';
import { RuleHttpModule } from './modules/rule/rule-http.module';
import { AuditModule } from './platform/audit';
import { AuthModule } from './platform/auth/guard';
import { OrmDatabaseModule } from './platform/database/orm';
import { HealthModule } from './platform/health/health.module';
import { WelcomeController } from './platform/http';
import { IdempotencyModule, IdempotencyWorkerModule } from './platform/idempotency';
import { OutboxWorkerModule } from './platform/outbox/outbox.module';
import { QueueModule } from './platform/queue';
import { ReadinessModule } from './platform/readiness';
import { RedisModule } from './platform/redis';
import { SchedulingModule } from './platform/scheduling';
import { schema } from './schema';

/** What both processes that serve stand on. */
const foundation = [
  ConfigModule,
  OrmDatabaseModule.forRoot(schema),
  RedisModule,
  IdempotencyModule,
  AuditModule,
];

/** Serves HTTP. */
@Module({
  imports: [
    ...foundation,
    ReadinessModule,
    SchedulingModule,
    QueueModule.forProducer(),
    AuthModule,
    HealthModule,
    AudienceHttpModule,
    RuleHttpModule,
    BatchHttpModule,
    CouponHttpModule,
    CodeHttpModule,
    DistributionHttpModule,
    CatalogueHttpModule,
    OrderHttpModule,
    NotifyHttpModule,
  ],
  controllers: [WelcomeController],
})
export class ApiModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [
    ...foundation,
    ReadinessModule,
    SchedulingModule,
    QueueModule.forConsumer(),
    OutboxWorkerModule.forTopics([
      ...audienceTopics,
      ...couponTopics,
      ...distributionTopics,
      ...notifyTopics,
    ]),
    IdempotencyWorkerModule,
    AuthModule,
    HealthModule,
    AudienceWorkerModule,
    CouponWorkerModule,
    DistributionWorkerModule,
    PaymentWorkerModule,
    OrderWorkerModule,
    NotifyWorkerModule,
  ],
})
export class WorkerModule {}
