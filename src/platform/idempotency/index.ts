/** Open to all. Once-only work itself is application code's, and imported from `./idempotency`. */

export { IdempotencyModule, IdempotencyWorkerModule } from './idempotency.module';
export { IdempotencyKeyEntity } from './idempotency-key.entity';
export {
  IdempotencyParam,
  Idempotent,
  type IdempotentRequest,
  idempotencyKeyOf,
  type Outcome,
  onceOf,
  scopeOf,
  sendOutcome,
} from './idempotent-request';
