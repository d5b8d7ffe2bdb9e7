import { outboxTopic } from '../../../platform/outbox';
import type { CouponSource } from '../domain/claim';

/** Part of a distribution: its coupons have the ids of [fromCouponId, untilCouponId). */
export interface IssuedChunk {
  distributionId: string;
  chunkNo: number;
  fromCouponId: string;
  untilCouponId: string;
}

/** Coupons were issued: `count` of them, in one transaction. `chunk` says which, where a distribution did it. */
export const COUPON_ISSUED = outboxTopic<{
  batchId: string;
  count: number;
  source: CouponSource;
  chunk?: IssuedChunk;
}>('coupon.issued');

/** An operation's row is committed and waits to be carried out. */
export const OPERATION_REQUESTED = outboxTopic<{ operationId: string }>('coupon.operation');

export const couponTopics = [COUPON_ISSUED, OPERATION_REQUESTED];
