import * as migrations from '../migrations';
import { audienceEntities } from './modules/audience';
import { batchEntities } from './modules/batch';
import { catalogueEntities } from './modules/catalogue';
import { couponEntities } from './modules/coupon';
import { distributionEntities } from './modules/distribution';
import { notifyEntities } from './modules/notify';
import { orderEntities } from './modules/order';
import { paymentEntities } from './modules/payment';
import { ruleEntities } from './modules/rule';
import { AuditLogEntity } from './platform/audit';
import { DatabaseEpochEntity, IdSequenceEntity, type Schema } from './platform/database';
import { IdempotencyKeyEntity } from './platform/idempotency';
import { OutboxEntity } from './platform/outbox';

/** The whole schema: every module's entities, and the migrations that make their tables. */
export const schema: Schema = {
  entities: [
    IdSequenceEntity,
    DatabaseEpochEntity,
    IdempotencyKeyEntity,
    AuditLogEntity,
    OutboxEntity,
    ...ruleEntities,
    ...batchEntities,
    ...couponEntities,
    ...distributionEntities,
    ...notifyEntities,
    ...audienceEntities,
    ...catalogueEntities,
    ...paymentEntities,
    ...orderEntities,
  ],
  migrations: Object.values(migrations),
};
