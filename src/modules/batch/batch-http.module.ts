import { Module } from '@nestjs/common';
import { BatchModule } from './batch.module';
import { BatchLifecycleController } from './http/batch-lifecycle.controller';
import { BatchesController } from './http/batches.controller';

/** Batches over HTTP, except their list, which is the coupon module's. */
@Module({ imports: [BatchModule], controllers: [BatchesController, BatchLifecycleController] })
export class BatchHttpModule {}
