import { type Rule, RuleType } from '../terms/rule-content';
import type { Benefit } from './benefit';
import { BuyXGetY } from './buy-x-get-y';
import { Discount } from './discount';
import { FreeItem } from './free-item';
import { FreeShipping } from './free-shipping';
import { Rebate } from './rebate';

/**
 * Every kind of benefit that there is. The engine asks a benefit and never for its kind, so a new kind is:
 * - one file beside this one: the interface of its words, `kind` among them, and a class that extends `Benefit`
 *   (free-shipping.ts is the shortest one, buy-x-get-y.ts one that prepares itself for a cart);
 * - one line here, under that `kind`: it is then an offer of a promotion.
 * The types of offers, explanations and reasons follow. The compiler then asks for the fields that the API lets in, in
 * rule/content/rule-content.dto.ts; the property tests get to know the kind in test/support/pricing/
 * (pricing-arbitraries.ts generates it, pricing-oracle.ts prices it another way).
 */
const BENEFITS = {
  rebate: Rebate,
  discount: Discount,
  buyXGetY: BuyXGetY,
  freeItem: FreeItem,
  freeShipping: FreeShipping,
};

type Benefits = typeof BENEFITS;
type BenefitClass = Benefits[keyof Benefits];
type CodeOf<B> = B extends Benefit<infer Code extends string, infer _> ? Code : never;
type ShortageOf<B> = B extends Benefit<infer _, infer Shortage> ? Shortage : never;

/** What a rule may promise by `offer`: the words of each kind that has a name of its own. */
export type PromotionOffer = Extract<ConstructorParameters<BenefitClass>[0], { readonly kind: string }>;
export type BenefitCode = CodeOf<InstanceType<BenefitClass>>;
export type BenefitShortage = ShortageOf<InstanceType<BenefitClass>>;
export type AnyBenefit = Benefit<BenefitCode, BenefitShortage>;

/** A rebate's and a discount's benefit is the content itself; a promotion names the kind of its offer. */
export function benefitOf(rule: Rule): AnyBenefit {
  switch (rule.type) {
    case RuleType.Rebate:
      return new BENEFITS.rebate(rule.content);
    case RuleType.Discount:
      return new BENEFITS.discount(rule.content);
    default: {
      const { offer } = rule.content;
      const OfferKind = BENEFITS[offer.kind] as new (words: PromotionOffer) => AnyBenefit;
      return new OfferKind(offer);
    }
  }
}
