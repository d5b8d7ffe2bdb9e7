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
  AudienceImportModule,
  AudienceWorkerModule,
} from './modules/audience';
import { BatchCliModule, BatchHttpModule, BatchModule } from './modules/batch';
import {
  BatchAudienceModule,
  CouponHttpModule,
  CouponRemindersModule,
  CouponWorkerModule,
  DistributionCliModule,
  DistributionHttpModule,
  DistributionModule,
  DistributionWorkerModule,
  MyCouponsHttpModule,
} from './modules/coupon';
import { NotifyCliModule, NotifyHttpModule, NotifyWorkerModule } from './modules/notify';
import {
  CatalogueModule,
  OrderCliModule,
  OrderHttpModule,
  OrderWorkerModule,
  RefundModule,
} from './modules/order';
import { RuleCliModule, RuleHttpModule, RuleModule } from './modules/rule';
import { AuditModule } from './platform/audit';
import { AuthModule } from './platform/auth';
import { ServicesModule } from './platform/cli';
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
    AudienceHttpModule,
    BatchAudienceModule,
    CouponHttpModule,
    MyCouponsHttpModule,
    DistributionHttpModule,
    OrderHttpModule,
    RuleHttpModule,
    BatchHttpModule,
    NotifyHttpModule,
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
    AudienceWorkerModule,
    CouponWorkerModule,
    DistributionWorkerModule,
    OrderWorkerModule,
    NotifyWorkerModule,
  ],
})
export class WorkerModule {}

/** What commands work with. It is started by the first command that needs it. */
@Module({
  imports: [
    ...foundation,
    AudienceImportModule,
    BatchAudienceModule,
    RuleModule,
    BatchModule,
    CatalogueModule,
    RefundModule,
    DistributionModule,
    RefundModule,
    CouponRemindersModule,
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
    OrderCliModule,
    DistributionCliModule,
    AudienceCliModule,
    NotifyCliModule,
  ],
  providers: [MigrateCommand, TokenCommand, SeedCommand],
})
export class CliModule {}
