import { idSequence } from '../../../platform/database';

/** Of orders here and of orders elsewhere that hold coupons: neither has the id of the other. */
export const ORDER_IDS = idSequence('orders', { blockSize: 500 });
export const PAYMENT_IDS = idSequence('payment', { blockSize: 500 });
export const REFUND_IDS = idSequence('refund', { blockSize: 500 });
