import { Injectable } from '@nestjs/common';
import { ownerFor, type Principal } from '../../../platform/auth';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { MAX_AMOUNT_MINOR } from '../../../shared/money';
import {
  type CartLine,
  type PricingContext,
  quote,
  type ReasonView,
  type Rule,
  toReasonView,
} from '../../pricing';
import { checkRuleContent, type RuleInput } from './check-rule-terms';

export interface PreviewCart {
  currency: string;
  /** Without a merchant a line belongs to the rule's. */
  lines: (Omit<CartLine, 'lineId' | 'merchantId'> & { merchantId?: string | null })[];
  shippingMinor: number;
}

export interface PreviewInput extends Omit<RuleInput, 'name'> {
  /** Only from the platform: whose rule it would be; left out, the platform's own. */
  merchantId?: string | null;
  cart: PreviewCart;
  /** Without `now` it is now. */
  context: Omit<PricingContext, 'now'> & { now?: Date };
}

interface Money {
  amountMinor: number;
  currency: string;
}

/** What one coupon of a rule would do to a cart. Lines are numbered from 1, as in the cart. */
export interface RulePreview {
  eligible: boolean;
  /** Empty when it is eligible. */
  reasons: readonly ReasonView[];
  lines: { lineNo: number; gross: Money; discount: Money; payable: Money }[];
  gifts: { productId: string; quantity: number; unitValue: Money }[];
  totals: Record<'gross' | 'discount' | 'shipping' | 'shippingDiscount' | 'giftValue' | 'payable', Money>;
  /** How the total came about, in English, one sentence per step. */
  explanation: string[];
}

/** A platform coupon sees every line, so whose a line is makes no difference to it. */
const ANY_MERCHANT = '0';

/** Tries a rule on a cart. Nothing is stored, and the rule needs not exist. */
@Injectable()
export class PreviewRule {
  constructor(private readonly clock: Clock) {}

  /** @throws AppError RULE_CONTENT_INVALID, CART_INVALID, FORBIDDEN */
  execute(caller: Principal, input: PreviewInput): RulePreview {
    const merchantId = ownerFor(caller, input.merchantId);
    const content = checkRuleContent(input.type, input.ruleContent);
    checkWorth(input.cart);
    const now = (input.context.now ?? this.clock.now()).getTime();
    const lines = input.cart.lines.map((line, at) => ({
      ...line,
      lineId: String(at + 1),
      merchantId: line.merchantId ?? merchantId ?? ANY_MERCHANT,
    }));
    // The check of the content has tied it to the type.
    const rule = { ruleId: '1', type: input.type, currency: input.currency, content } as Rule;
    const coupon = { couponId: '1', merchantId, rule, validFrom: now, validUntil: now + 1 };
    const { verdicts, best } = quote({ ...input.cart, lines }, [coupon], { ...input.context, now });
    return toPreview(verdicts[0]!, best);
  }
}

/** Every sum of minor units must stay exact. */
function checkWorth({ lines, shippingMinor }: PreviewCart): void {
  const worth = lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, shippingMinor);
  if (worth <= MAX_AMOUNT_MINOR) return;
  throw new AppError('CART_INVALID', {
    errors: [
      {
        pointer: '/cart/lines',
        code: 'CART_TOO_LARGE',
        message: `a cart is worth at most ${MAX_AMOUNT_MINOR} minor units`,
      },
    ],
  });
}

type Quoted = ReturnType<typeof quote>;

function toPreview(verdict: Quoted['verdicts'][number], priced: Quoted['best']): RulePreview {
  const money = (amountMinor: number): Money => ({ amountMinor, currency: priced.currency });
  const { totals } = priced;
  return {
    eligible: verdict.eligible,
    reasons: verdict.eligible ? [] : verdict.reasons.map((reason) => toReasonView(reason)),
    lines: priced.lines.map((line) => ({
      lineNo: Number(line.lineId),
      gross: money(line.grossMinor),
      discount: money(line.discountMinor),
      payable: money(line.payableMinor),
    })),
    gifts: priced.gifts.map(({ productId, quantity, unitValueMinor }) => ({
      productId,
      quantity,
      unitValue: money(unitValueMinor),
    })),
    totals: {
      gross: money(totals.grossMinor),
      discount: money(totals.discountMinor),
      shipping: money(totals.shippingMinor),
      shippingDiscount: money(totals.shippingDiscountMinor),
      giftValue: money(totals.giftValueMinor),
      payable: money(totals.payableMinor),
    },
    explanation: priced.explanation.map(({ text }) => text),
  };
}
