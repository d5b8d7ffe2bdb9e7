import { Global, Module } from '@nestjs/common';
import { Idempotency } from './idempotency';
import { PurgeKeys } from './purge-keys';

@Global()
@Module({ providers: [Idempotency], exports: [Idempotency] })
export class IdempotencyModule {}

/** For the worker: deletes keys past their time. */
@Module({ providers: [PurgeKeys] })
export class IdempotencyWorkerModule {}
