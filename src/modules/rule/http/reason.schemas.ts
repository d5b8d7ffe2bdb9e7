import { schemaRef } from '../../../platform/dto';
import type { ReasonCode, ReasonView } from '../../pricing';

type Schema = Record<string, unknown>;
type Figures<C extends string, R = Extract<ReasonView, { code: C }>> = {
  [F in Exclude<keyof R, 'code'>]: Schema;
};

const amount = (description: string, example: number): Schema => ({
  type: 'integer',
  format: 'int64',
  minimum: 0,
  description: `${description} Minor units of the cart's currency.`,
  example,
});
const count = (description: string, example: number): Schema => ({
  type: 'integer',
  format: 'int64',
  minimum: 0,
  description,
  example,
});
const text = (description: string, example: string): Schema => ({ type: 'string', description, example });
const texts = (description: string, example: string[]): Schema => ({
  type: 'array',
  items: { type: 'string' },
  description,
  example,
});
const time = (description: string): Schema => ({
  type: 'string',
  format: 'date-time',
  description,
  example: '2026-11-24T08:00:00.000Z',
});

/** The figures of every reason of the engine; the compiler holds them against its type. */
const FIGURES: { [C in ReasonCode]: Figures<C> } = {
  CURRENCY_MISMATCH: {
    couponCurrency: text('ISO 4217.', 'EUR'),
    cartCurrency: text('ISO 4217.', 'USD'),
  },
  NOT_YET_VALID: { validFrom: time('From when on it can be used.') },
  EXPIRED: { validUntil: time('Until when it could be used.') },
  NOT_FIRST_ORDER: {},
  USER_TAGS_NOT_MET: {
    missingAnyOf: texts('At least one of these is needed.', ['vip']),
    missingAllOf: texts('Each of these is needed and missing.', []),
    forbidden: texts('The user has these, and must not.', []),
  },
  CHANNEL_NOT_ALLOWED: {
    allowed: texts('Where it can be used.', ['app']),
    actual: { type: ['string', 'null'], description: 'null: none was named.', example: 'web' },
  },
  PAYMENT_METHOD_NOT_CHOSEN: { allowed: texts('What it can be paid with.', ['card']) },
  PAYMENT_METHOD_NOT_ALLOWED: {
    allowed: texts('What it can be paid with.', ['card']),
    actual: text('What was chosen.', 'invoice'),
  },
  OUTSIDE_LOCAL_TIME: {
    timeZone: text('IANA time zone of the rule.', 'Europe/Berlin'),
    localTime: text("The zone's clock now, as a person reads it.", 'Tue 08:00'),
  },
  NO_LINE_IN_SCOPE: {},
  THRESHOLD_NOT_MET: {
    requiredMinor: amount('What the lines in scope must come to.', 10_000),
    actualMinor: amount('What they come to.', 8_750),
    missingMinor: amount('What is missing.', 1_250),
    measured: {
      type: 'string',
      enum: ['beforeCoupons', 'afterCoupons'],
      description: 'Of which prices.',
      example: 'beforeCoupons',
    },
  },
  QUANTITY_NOT_MET: {
    required: count('Units that are needed in scope.', 3),
    actual: count('Units that there are.', 2),
    missing: count('Units that are missing.', 1),
  },
  OFFER_SET_INCOMPLETE: {
    missingBuyQuantity: count('Units still to be bought for the first set.', 1),
    missingGetQuantity: count('Units still to be taken along for it.', 1),
  },
  NO_SHIPPING_TO_WAIVE: {},
  CONTRIBUTES_NOTHING: {},
  DUPLICATE_COUPON: {},
  EXCLUSIVE_COUPON: { conflictingCouponIds: texts('The others, which it does not go with.', ['10002']) },
  STACK_GROUP_CONFLICT: {
    group: text('Of which one coupon can be used.', 'default'),
    conflictingCouponIds: texts('The others of the group.', ['10002']),
  },
};

const EXAMPLE = {
  code: 'THRESHOLD_NOT_MET',
  requiredMinor: 10_000,
  actualMinor: 8_750,
  missingMinor: 1_250,
  measured: 'beforeCoupons',
};

/**
 * The schema of a list of reasons: one schema per code, told apart by `code`.
 * @param more figures of reasons that the caller has besides those of the engine
 */
export function reasonsSchema(name: string, more: Record<string, Record<string, Schema>> = {}) {
  const all: [string, Record<string, Schema>][] = Object.entries({ ...FIGURES, ...more });
  const refs = all.map(
    ([code, figures]) => [code, schemaRef(`${pascal(code)}Reason`, one(code, figures))] as const,
  );
  const reason = schemaRef(name, {
    oneOf: refs.map(([, $ref]) => ({ $ref })),
    discriminator: { propertyName: 'code', mapping: Object.fromEntries(refs) },
  });
  return { type: 'array' as const, items: { $ref: reason }, example: [EXAMPLE] };
}

function one(code: string, figures: Record<string, Schema>): Schema {
  return {
    type: 'object',
    required: ['code', ...Object.keys(figures)],
    properties: { code: { type: 'string', const: code }, ...figures },
  };
}

function pascal(code: string): string {
  return code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
