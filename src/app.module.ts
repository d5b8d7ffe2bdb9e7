import { Module } from '@nestjs/common';
import { SeedCatalogue } from './commands/seed-catalogue';
import { SeedCoupons } from './commands/seed-coupons';
import { ConfigModule } from './config/config.module';
import { AudienceHttpModule, AudienceModule, AudienceWorkerModule, audienceTopics } from './modules/audience';
import { BatchHttpModule, BatchModule } from './modules/batch';
import { CatalogueHttpModule, CatalogueModule } from './modules/catalogue';
import { CouponHttpModule, CouponWorkerModule, couponTopics } from './modules/coupon';
import {
  DistributionHttpModule,
  DistributionModule,
  DistributionWorkerModule,
  distributionTopics,
} from './modules/distribution';
import { NotifyHttpModule, NotifyModule, NotifyWorkerModule, notifyTopics } from './modules/notify';
import { OrderHttpModule, OrderModule, OrderWorkerModule } from './modules/order';
import { PaymentWorkerModule } from './modules/payment';
import { RuleHttpModule, RuleModule } from './modules/rule';
import { AuditModule } from './platform/audit';
import { AuthModule } from './platform/auth';
import { DatabaseModule } from './platform/database';
import { HealthModule } from './platform/health/health.module';
import { WelcomeController } from './platform/http';
import { IdempotencyModule, IdempotencyWorkerModule } from './platform/idempotency';
import { OutboxWorkerModule } from './platform/outbox';
import { QueueModule } from './platform/queue';
import { ReadinessModule } from './platform/readiness';
import { RedisModule } from './platform/redis';
import { FinishRestore } from './platform/restore';
import { SchedulingModule } from './platform/scheduling';
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
    ReadinessModule,
    SchedulingModule,
    QueueModule.forProducer(),
    AuthModule,
    HealthModule,
    AudienceHttpModule,
    RuleHttpModule,
    BatchHttpModule,
    CouponHttpModule,
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

/** What commands work with. It is started by the first command that needs it. */
@Module({
  imports: [
    ...foundation,
    AudienceModule,
    RuleModule,
    BatchModule,
    CatalogueModule,
    OrderModule,
    DistributionModule,
    NotifyModule,
  ],
  providers: [SeedCoupons, SeedCatalogue, FinishRestore],
})
export class CliServicesModule {}
