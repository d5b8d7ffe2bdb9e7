import { outboxTopic } from '../../../platform/outbox';
import type { IssuedChunk } from '../../coupon';

/** A chunk of a distribution that has something to say was issued. */
export const CHUNK_DISTRIBUTED = outboxTopic<IssuedChunk>('coupon.distributed');

export const distributionTopics = [CHUNK_DISTRIBUTED];
