export {
  IdempotencyParam,
  Idempotent,
  idempotencyKeyOf,
  onceOf,
  scopeOf,
  sendOutcome,
} from './idempotency-header';
