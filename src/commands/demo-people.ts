/** The merchant whose rules, batches and products the demo has. */
export const DEMO_MERCHANT_ID = '1';
/** Users need no row of their own: a token with this id is enough. */
export const DEMO_USER_ID = '1001';
