/** Open to all. Once-only work itself is application code's, and imported from `./idempotency`. */

export { IdempotencyModule, IdempotencyWorkerModule } from './idempotency.module';
export type { IdempotentRequest, Outcome } from './idempotent-request';
