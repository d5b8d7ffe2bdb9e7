import * as migrations from '../migrations';
import { audienceEntities } from './modules/audience/infra/entities';
import { batchEntities } from './modules/batch/infra/entities';
import { catalogueEntities } from './modules/catalogue/infra/entities';
import { codeEntities } from './modules/code/infra/entities';
import { couponEntities } from './modules/coupon/infra/entities';
import { distributionEntities } from './modules/distribution/infra/entities';
import { notifyEntities } from './modules/notify/infra/entities';
import { orderEntities } from './modules/order/infra/entities/index';
import { paymentEntities } from './modules/payment/infra/entities';
import { ruleEntities } from './modules/rule/infra/entities';
import { AuditLogEntity } from './platform/audit/audit-log.entity';
import { DatabaseEpochEntity, IdSequenceEntity, type Schema } from './platform/database/orm';
import { IdempotencyKeyEntity } from './platform/idempotency/idempotency-key.entity';
import { OutboxEntity } from './platform/outbox/outbox.entity';

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
    ...codeEntities,
    ...distributionEntities,
    ...notifyEntities,
    ...audienceEntities,
    ...catalogueEntities,
    ...paymentEntities,
    ...orderEntities,
  ],
  migrations: Object.values(migrations),
};
