/**
 * The one registry of problem codes: code → HTTP status and title (RFC 9457). Codes are part of the API: they are never
 * renamed or reused. Detail texts may change at any time; nobody branches on them.
 */
export const ERROR_CODES = {
  // Requests as such
  VALIDATION_FAILED: { status: 400, title: 'The request has invalid fields' },
  MALFORMED_REQUEST: { status: 400, title: 'This is no request of HTTP' },
  MALFORMED_BODY: { status: 400, title: 'The body cannot be read' },
  INVALID_CURSOR: { status: 400, title: 'The cursor is not one of ours' },
  UNAUTHENTICATED: { status: 401, title: 'A valid access token is needed' },
  TOKEN_EXPIRED: { status: 401, title: 'The access token has expired' },
  FORBIDDEN: { status: 403, title: 'This role may not do that' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request did not arrive in time' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body has an unsupported media type' },
  EXPECTATION_FAILED: { status: 417, title: 'What the header Expect asks for cannot be had' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used with another request' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL: { status: 500, title: 'Internal error' },
  BUSY: { status: 503, title: 'The service is busy, try again' },
  NOT_READY: { status: 503, title: 'This process cannot serve now' },
  OUTCOME_UNKNOWN: { status: 503, title: 'The outcome is not known, repeat with the same Idempotency-Key' },

  // Rules
  RULE_NOT_FOUND: { status: 404, title: 'No such rule' },
  RULE_IN_USE: { status: 409, title: 'A published batch uses this rule; create a new version instead' },
  RULE_CONTENT_INVALID: { status: 400, title: 'The rule content is invalid' },

  // Batches
  BATCH_NOT_FOUND: { status: 404, title: 'No such batch' },
  BATCH_STATE_CONFLICT: { status: 409, title: 'The batch is not in a state that allows this' },
  BATCH_INVALID: { status: 422, title: 'The batch cannot be like this' },
  BATCH_UNLIMITED: { status: 409, title: 'The batch has no stock limit' },
  BATCH_STOCK_SHORT: { status: 409, title: 'Less is left of the batch than that' },
  BATCH_STOCK_TOO_LARGE: { status: 409, title: 'The batch would have too many coupons' },

  BATCH_UNBUDGETED: { status: 409, title: 'The batch has no budget' },
  BATCH_BUDGET_SHORT: { status: 409, title: 'Less is left of the budget than that' },
  BATCH_BUDGET_TOO_LARGE: { status: 409, title: 'The budget would be too large' },

  // Audience
  SELECTION_INVALID: { status: 422, title: 'The selection of users cannot be like this' },
  AUDIENCE_USER_NOT_FOUND: { status: 404, title: 'No such user' },
  AUDIENCE_USERS_UNKNOWN: { status: 422, title: 'Some of the users are not known' },
  TAG_NOT_FOUND: { status: 404, title: 'No such tag' },
  GROUP_NOT_FOUND: { status: 404, title: 'No such group' },
  AUDIENCE_CODE_TAKEN: { status: 409, title: 'There is one of this code already' },
  IMPORT_NOT_FOUND: { status: 404, title: 'No such import' },
  IMPORT_BUSY: { status: 409, title: 'The import is being carried on by somebody else' },
  IMPORT_HEADER_INVALID: {
    status: 422,
    title: 'The first line of the file does not name the columns as it must',
  },
  IMPORT_FILE_DIFFERS: { status: 422, title: 'This is not the file that the import began with' },

  // Coupons
  BATCH_NOT_CLAIMABLE: { status: 409, title: 'The batch gives no coupons now' },
  BATCH_NOT_STARTED: { status: 409, title: 'Getting coupons of this batch has not started yet' },
  BATCH_CLAIM_ENDED: { status: 409, title: 'Getting coupons of this batch is over' },
  BATCH_SOLD_OUT: { status: 409, title: 'All coupons of the batch are gone' },
  CLAIM_LIMIT_REACHED: { status: 409, title: 'You already hold the most coupons of this batch' },
  NOT_IN_AUDIENCE: { status: 403, title: 'This batch is for other users' },
  OPERATION_NOT_FOUND: { status: 404, title: 'No such operation' },
  COUPON_NOT_FOUND: { status: 404, title: 'No such coupon' },
  COUPON_NOT_AVAILABLE: { status: 409, title: 'The coupon is not available' },
  BUDGET_EXHAUSTED: { status: 409, title: 'The budget behind the coupon cannot pay for this purchase' },
  COUPON_NOT_APPLICABLE: { status: 422, title: 'The coupon cannot be used for this purchase' },

  // Promotion codes
  CODE_NEEDED: { status: 409, title: 'Coupons of this batch are got with a code' },
  CODE_NOT_VALID: { status: 404, title: 'No code that you can use' },
  CODE_ALREADY_USED: { status: 409, title: 'You have used this code already' },
  CODE_TRIES_EXCEEDED: { status: 429, title: 'Too many codes that were none; wait' },
  CODE_NOT_FOUND: { status: 404, title: 'No such code' },
  CODE_STATE_CONFLICT: { status: 409, title: 'The code has been used or revoked already' },
  CODE_MODE_CONFLICT: { status: 409, title: 'The batch has no codes of this kind' },
  CODE_WORD_TAKEN: { status: 409, title: 'Another batch has this word' },
  CODE_RANGE_INVALID: { status: 422, title: 'The batch cannot have, or has not, codes of these numbers' },
  CODE_KEY_MISSING: { status: 503, title: 'This installation has not the key of these codes' },

  // Distributions
  DISTRIBUTION_NOT_FOUND: { status: 404, title: 'No such distribution' },
  DISTRIBUTION_INVALID: { status: 422, title: 'The distribution cannot be like this' },
  DISTRIBUTION_STATE_CONFLICT: {
    status: 409,
    title: 'The distribution is not in a state that allows this',
  },
  // Messages
  TEMPLATE_NOT_FOUND: { status: 404, title: 'No such template' },
  TEMPLATE_INVALID: { status: 422, title: 'The template cannot be like this' },
  MESSAGE_NOT_FOUND: { status: 404, title: 'No such message' },
  MESSAGE_INVALID: { status: 422, title: 'The message cannot be like this' },
  INBOX_ITEM_NOT_FOUND: { status: 404, title: 'No such message in the inbox' },
  UNSUBSCRIBE_LINK_INVALID: { status: 404, title: 'This is not a link of one of our e-mails' },
  DELIVERY_NOT_FOUND: { status: 404, title: 'No such delivery' },
  DELIVERY_STATE_CONFLICT: { status: 409, title: 'Only a dead delivery can be sent again' },

  // Catalogue, orders, payments
  PRODUCT_NOT_FOUND: { status: 422, title: 'A product of the cart does not exist or is not sold' },
  CATALOGUE_ROWS_INVALID: { status: 422, title: 'The catalogue file has invalid rows' },
  CART_INVALID: { status: 422, title: 'The cart cannot be ordered' },
  COUPON_LOCK_NOT_FOUND: { status: 404, title: 'No coupons were locked for this order number' },
  COUPON_LOCK_STATE_CONFLICT: { status: 409, title: 'The coupon lock is not in a state that allows this' },
  COUPON_LOCK_REUSED: { status: 422, title: 'The order number was used with another request' },
  ORDER_NOT_FOUND: { status: 404, title: 'No such order' },
  ORDER_STATE_CONFLICT: { status: 409, title: 'The order is not in a state that allows this' },
  QUOTE_CHANGED: { status: 409, title: 'The price has changed since it was quoted' },
  REFUND_NOT_FOUND: { status: 404, title: 'No such refund' },
  REFUND_INVALID: { status: 422, title: 'These units cannot be refunded' },
  NOTHING_TO_REFUND: { status: 409, title: 'Nothing of this is left to be refunded' },
  REFUND_STATE_CONFLICT: { status: 409, title: 'The refund is not in a state that allows this' },
  PAYMENT_METHOD_NOT_ALLOWED: { status: 409, title: 'A coupon of the order cannot be paid for in this way' },
  PAYMENT_IN_PROGRESS: { status: 409, title: 'A payment of this order is not decided yet' },
  PAYMENT_PROVIDER_NOT_FOUND: { status: 404, title: 'No such payment provider is set up' },
  WEBHOOK_UNVERIFIED: { status: 401, title: 'The signature or the time of the webhook is not good' },
  PAYMENT_DECLINED: { status: 402, title: 'The payment was declined' },
  PAYMENT_MISMATCH: { status: 409, title: 'The amount or currency is not what the order asks for' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
