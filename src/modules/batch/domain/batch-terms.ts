import type { FieldError } from '../../../shared/errors';
import { addDays } from '../../../shared/zoned-time';
import type { ResolvedSelection, Selection } from '../../audience';
import type { BatchStatus } from './batch-status';
import type { Funding } from './funding';

export const MAX_STOCK = 1_000_000_000;
export const MAX_PER_USER = 1_000;
export const MAX_VALID_DAYS = 3_650;
export const MAX_REMIND_DAYS = 30;
export const MAX_REMINDERS = 5;

/** The `coupon_batch.audience_type` column, by its name outside. */
export const AUDIENCES = ['everyone', 'listed', 'selected'] as const;
export type Audience = (typeof AUDIENCES)[number];

/**
 * The `coupon_batch.code_mode` column, by its name outside: `none`, users get coupons by themselves; with a code that can be used
 * once each (`unique`), or with one word that all use (`shared`).
 */
export const CODE_MODES = ['none', 'unique', 'shared'] as const;
export type CodeMode = (typeof CODE_MODES)[number];

/** Whom a batch for selected users is for. */
export interface BatchSelection {
  /** As its merchant wrote it. */
  readonly asked: Selection;
  /** Looked up when the batch was created or changed; never looked up again. */
  readonly resolved: ResolvedSelection;
}

/** When a coupon can be used: in one window for all, or for a number of days from when its user got it. */
export type Validity =
  | { readonly kind: 'fixed'; readonly from: Date; readonly until: Date }
  | { readonly kind: 'days'; readonly days: number };

/** Everything that a merchant decides about a batch. Windows are half open, [from, until). */
export interface BatchDraft {
  readonly couponName: string;
  readonly ruleId: string;
  /** Coupons to give out in all; null: no limit. */
  readonly totalCount: number | null;
  readonly perUserLimit: number;
  readonly audience: Audience;
  /** Given exactly where the audience is `selected`. */
  readonly selection: BatchSelection | null;
  readonly codeMode: CodeMode;
  readonly claimFrom: Date;
  readonly claimUntil: Date;
  readonly validity: Validity;
  /** Days before the end of a coupon at which its holder is reminded, descending. */
  readonly remindDays: readonly number[];
  readonly funding: Funding;
}

/** Everything about a batch that getting a coupon depends on. Stock is not among it: only the counter's UPDATE knows it. */
export interface BatchTerms {
  readonly batchId: string;
  /** null: a batch of the platform. */
  readonly merchantId: string | null;
  readonly ruleId: string;
  readonly couponName: string;
  /** Of the rule: what its coupons can pay in. */
  readonly currency: string;
  readonly status: BatchStatus;
  /** Neither a draft nor paused nor ended: users can get its coupons. */
  readonly published: boolean;
  /** Rises with every change of status or terms: the counter's UPDATE compares it. */
  readonly version: number;
  readonly unlimited: boolean;
  readonly perUserLimit: number;
  readonly audience: Audience;
  /** Where the audience is `selected`: whom it means, looked up. */
  readonly selection: ResolvedSelection | null;
  readonly codeMode: CodeMode;
  /** Half open, [claimFrom, claimUntil). */
  readonly claimFrom: Date;
  readonly claimUntil: Date;
  readonly validity: Validity;
  readonly remindDays: readonly number[];
}

/**
 * The window in which a coupon that is got at `gotAt` can be used. So many days are days of the calendar: it ends at the time of
 * day at which it was got.
 */
export function validityOf(
  validity: Validity,
  gotAt: Date,
  timeZone: string,
): { validFrom: Date; validUntil: Date } {
  if (validity.kind === 'fixed') return { validFrom: validity.from, validUntil: validity.until };
  return { validFrom: gotAt, validUntil: addDays(gotAt, validity.days, timeZone) };
}

/** What contradicts itself, whatever the time is. Pointers into the request that creates a batch. */
export function findContradictions(
  draft: Pick<BatchDraft, 'claimFrom' | 'claimUntil' | 'validity'>,
): FieldError[] {
  const errors: FieldError[] = [];
  if (draft.claimUntil <= draft.claimFrom) {
    errors.push(mustBeLater('/claimUntil', 'claimUntil', 'claimFrom'));
  }
  if (draft.validity.kind === 'fixed') {
    const { from, until } = draft.validity;
    if (until <= from) errors.push(mustBeLater('/validUntil', 'validUntil', 'validFrom'));
    // Or the last ones would get coupons that have expired already.
    if (until < draft.claimUntil) {
      errors.push({
        pointer: '/validUntil',
        code: 'BEFORE_CLAIM_UNTIL',
        message: 'validUntil must not be before claimUntil',
      });
    }
  }
  return errors;
}

/** What speaks against publishing now. */
export function findObstacles(draft: BatchDraft, now: Date): FieldError[] {
  const errors = findContradictions(draft);
  if (draft.claimUntil <= now) {
    errors.push({ pointer: '/claimUntil', code: 'IN_THE_PAST', message: 'claimUntil must be in the future' });
  }
  return errors;
}

/** What a published batch may still be given: more time, more per user. */
export interface Extension {
  readonly claimUntil?: Date;
  readonly validUntil?: Date;
  readonly perUserLimit?: number;
}

/** What is wrong with an extension of these terms: everything may only rise. */
export function findReductions(draft: BatchDraft, extension: Extension): FieldError[] {
  const errors: FieldError[] = [];
  const { claimUntil, validUntil, perUserLimit } = extension;
  if (claimUntil && claimUntil <= draft.claimUntil) errors.push(mayOnlyRise('claimUntil'));
  if (perUserLimit !== undefined && perUserLimit <= draft.perUserLimit)
    errors.push(mayOnlyRise('perUserLimit'));
  if (validUntil) {
    if (draft.validity.kind === 'days') {
      errors.push({
        pointer: '/validUntil',
        code: 'NO_FIXED_WINDOW',
        message: 'coupons of this batch are valid for a number of days from getting',
      });
    } else if (validUntil <= draft.validity.until) errors.push(mayOnlyRise('validUntil'));
  }
  return errors;
}

export function extend(draft: BatchDraft, { claimUntil, validUntil, perUserLimit }: Extension): BatchDraft {
  const { validity } = draft;
  return {
    ...draft,
    claimUntil: claimUntil ?? draft.claimUntil,
    perUserLimit: perUserLimit ?? draft.perUserLimit,
    validity: validity.kind === 'fixed' && validUntil ? { ...validity, until: validUntil } : validity,
  };
}

function mustBeLater(pointer: string, later: string, earlier: string): FieldError {
  return { pointer, code: 'NOT_LATER', message: `${later} must be later than ${earlier}` };
}

function mayOnlyRise(field: string): FieldError {
  return { pointer: `/${field}`, code: 'MAY_ONLY_RISE', message: `${field} must be more than it is now` };
}
