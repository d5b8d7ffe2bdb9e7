export { Idempotency } from './idempotency';
export { IdempotencyModule } from './idempotency.module';
export { IdempotencyKeyEntity } from './idempotency-key.entity';
export {
  Idempotent,
  idempotencyKeyOf,
  type Once,
  OnceRequest,
  type Outcome,
  onceOf,
  scopeOf,
  sendOutcome,
} from './once';
