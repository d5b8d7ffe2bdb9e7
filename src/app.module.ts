import { Module } from '@nestjs/common';
import { MigrateCommand } from './commands/migrate.command';
import { SeedCommand } from './commands/seed.command';
import { SeedCatalogue } from './commands/seed-catalogue';
import { SeedCoupons } from './commands/seed-coupons';
import { TokenCommand } from './commands/token.command';
import { ConfigModule } from './config/config.module';
import {
  AudienceCliModule,
  AudienceHttpModule,
  AudienceModule,
  AudienceWorkerModule,
  audienceTopics,
} from './modules/audience';
import { BatchCliModule, BatchHttpModule, BatchModule } from './modules/batch';
import { CatalogueCliModule, CatalogueHttpModule, CatalogueModule } from './modules/catalogue';
import { CouponHttpModule, CouponWorkerModule, couponTopics } from './modules/coupon';
import {
  DistributionCliModule,
  DistributionHttpModule,
  DistributionModule,
  DistributionWorkerModule,
  distributionTopics,
} from './modules/distribution';
import {
  NotifyCliModule,
  NotifyHttpModule,
  NotifyModule,
  NotifyWorkerModule,
  notifyTopics,
} from './modules/notify';
import { OrderCliModule, OrderHttpModule, OrderModule, OrderWorkerModule } from './modules/order';
import { PaymentWorkerModule } from './modules/payment';
import { RuleCliModule, RuleHttpModule, RuleModule } from './modules/rule';
import { AuditModule } from './platform/audit';
import { AuthModule } from './platform/auth';
import { ServicesModule } from './platform/cli';
import { DatabaseModule } from './platform/database';
import { HealthModule } from './platform/health/health.module';
import { WelcomeController } from './platform/http';
import { IdempotencyModule } from './platform/idempotency';
import { OutboxWorkerModule } from './platform/outbox';
import { QueueModule } from './platform/queue';
import { RedisModule } from './platform/redis';
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
    SchedulingModule,
    QueueModule.forConsumer(),
    OutboxWorkerModule.forTopics([
      ...audienceTopics,
      ...couponTopics,
      ...distributionTopics,
      ...notifyTopics,
    ]),
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
  providers: [SeedCoupons, SeedCatalogue],
})
export class CliServicesModule {}

/** Commands for operators. */
@Module({
  imports: [
    ServicesModule.of(CliServicesModule),
    RuleCliModule,
    BatchCliModule,
    CatalogueCliModule,
    OrderCliModule,
    DistributionCliModule,
    AudienceCliModule,
    NotifyCliModule,
  ],
  providers: [MigrateCommand, TokenCommand, SeedCommand],
})
export class CliModule {}
