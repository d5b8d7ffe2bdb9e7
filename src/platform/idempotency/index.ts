export { Idempotency } from './idempotency';
export { IdempotencyModule } from './idempotency.module';
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
