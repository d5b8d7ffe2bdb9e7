import { applyDecorators } from '@nestjs/common';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import { CheckedBy, InCanonicalSpelling } from '../../../platform/dto';
import { isTimeZone, MAX_TIME_ZONE_LENGTH } from '../../../shared/time-zone';

/** Constraints of rule content that class-validator lacks. Their names become the issue codes of `validateRuleContent`. */

/** Unlike IsOptional, does not let null through: rule content knows only "given" and "absent". */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** Needed where the condition holds on the sibling fields, refused where it does not. */
export function PresentExactlyWhen<T extends object>(
  condition: (siblings: T) => boolean,
  explanation: string,
): PropertyDecorator {
  const needed = ({ object }: ValidationArguments) => condition(object as T);
  const constraint = ValidateBy({
    name: 'presentExactlyWhen',
    validator: {
      validate: (value, args) => (value !== undefined) === needed(args!),
      defaultMessage: (args) =>
        `${args!.property} must be ${needed(args!) ? 'given' : 'absent'}: ${explanation}`,
    },
  });
  return (target, property) => {
    ValidateIf((siblings: T, value: unknown) => value !== undefined || condition(siblings))(target, property);
    constraint(target, property);
  };
}

/** Refused where the condition on the sibling fields does not hold. */
export function AllowedWhen<T extends object>(
  condition: (siblings: T) => boolean,
  explanation: string,
): PropertyDecorator {
  return ValidateBy({
    name: 'allowedWhen',
    validator: {
      validate: (_, args) => condition(args!.object as T),
      defaultMessage: () => `$property is not possible here: ${explanation}`,
    },
  });
}

/** A threshold that asks for nothing is a mistake, not a threshold. */
export function HasAmountOrQuantity(): PropertyDecorator {
  return ValidateBy({
    name: 'hasAmountOrQuantity',
    validator: {
      validate: (value: unknown) => isRecord(value) && ('amountMinor' in value || 'quantity' in value),
      defaultMessage: () => '$property must name an amountMinor, a quantity, or both',
    },
  });
}

interface Tier {
  readonly threshold?: { readonly amountMinor?: number; readonly quantity?: number };
}

/** Each tier asks for more than the one before, and gives more. */
export function RisesFromTierToTier(reward: 'amountMinor' | 'percentBp'): PropertyDecorator {
  const isAbove = (higher: Tier & { [reward]?: number }, lower: Tier & { [reward]?: number }) => {
    const amountStep = (higher.threshold?.amountMinor ?? 0) - (lower.threshold?.amountMinor ?? 0);
    const quantityStep = (higher.threshold?.quantity ?? 0) - (lower.threshold?.quantity ?? 0);
    const asksMore = amountStep >= 0 && quantityStep >= 0 && amountStep + quantityStep > 0;
    return asksMore && (higher[reward] ?? 0) > (lower[reward] ?? 0);
  };
  return ValidateBy({
    name: 'risesFromTierToTier',
    validator: {
      validate: (tiers: unknown) =>
        Array.isArray(tiers) &&
        tiers.every(
          (tier, i) => i === 0 || (isRecord(tier) && isRecord(tiers[i - 1]) && isAbove(tier, tiers[i - 1])),
        ),
      defaultMessage: () => `from tier to tier of $property both the threshold and ${reward} must rise`,
    },
  });
}

/** A name that this runtime's time zone database knows. The field becomes the zone's one spelling. */
export function IsKnownTimeZone(): PropertyDecorator {
  const isKnown = CheckedBy({
    name: 'isKnownTimeZone',
    message: 'be an IANA time zone such as Europe/Berlin',
    schema: { maxLength: MAX_TIME_ZONE_LENGTH },
    holds: (value) => typeof value === 'string' && isTimeZone(value),
  });
  return applyDecorators(InCanonicalSpelling(), isKnown);
}

function isRecord(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
