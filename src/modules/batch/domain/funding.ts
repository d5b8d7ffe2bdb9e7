import type { FieldError } from '../../../shared/errors';
import { FULL_BP } from '../../../shared/money';

/** What becomes of a coupon whose order is refunded whole. The `coupon_batch.restore_policy` column, by its name outside. */
export const RESTORE_POLICIES = ['never', 'if_valid', 'extended'] as const;
export type RestorePolicyName = (typeof RESTORE_POLICIES)[number];

/**
 * `never`: it stays used. `if_valid`: it is available again, if its time has not passed. `extended`: it is available again,
 * until its own end or for `days` times 24 hours from the refund, whichever is later.
 */
export type RestorePolicy =
  | { readonly policy: 'never' | 'if_valid' }
  | { readonly policy: 'extended'; readonly days: number };

export const MAX_RESTORE_DAYS = 365;
/** The most that one budget may hold: every sum of minor units stays exact. */
export const MAX_BUDGET_MINOR = 1_000_000_000_000_000;

/** Who pays for what the coupons of a batch give away, and how much that may be. */
export interface Funding {
  /** The most that all its coupons together may give away, in minor units of the rule's currency; null: no limit. */
  readonly budgetMinor: number | null;
  /** The merchant's part in basis points, the platform bears the rest; null: all of it by the batch's owner. */
  readonly merchantShareBp: number | null;
  readonly restore: RestorePolicy;
}

export const DEFAULT_FUNDING: Funding = {
  budgetMinor: null,
  merchantShareBp: null,
  restore: { policy: 'never' },
};

/** @param owner the batch's merchant, null: the platform */
export function merchantShareOf(owner: string | null, { merchantShareBp }: Pick<Funding, 'merchantShareBp'>) {
  return merchantShareBp ?? (owner === null ? 0 : FULL_BP);
}

/** What is wrong with a funding that a merchant asks for: it can't spend the platform's money. */
export function findForeignMoney({ merchantShareBp }: Pick<Funding, 'merchantShareBp'>): FieldError[] {
  if (merchantShareBp === null || merchantShareBp === FULL_BP) return [];
  return [
    {
      pointer: '/merchantShareBp',
      code: 'PLATFORM_ONLY',
      message: 'only the platform may take over a part of what a merchant gives away',
    },
  ];
}
