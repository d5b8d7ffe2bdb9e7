import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ConfigModule } from './config/config.module';
import { AuditModule } from './platform/audit';
import { DatabaseModule } from './platform/database';
import { IdempotencyModule } from './platform/idempotency';

/** What commands work with: the services of one module, and what they stand on. Redis comes with those who need it. */
@Module({ imports: [ConfigModule, DatabaseModule, IdempotencyModule, AuditModule] })
export class CliModule {
  static with(services: Type): DynamicModule {
    return { module: CliModule, imports: [services] };
  }
}
