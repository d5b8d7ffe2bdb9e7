import type { Reason } from './pricing.types';

/**
 * So many names or ids of a list are told. A rule may list hundreds, and a quote tells a thousand coupons' reasons: all of them
 * together were many megabytes that nobody reads.
 */
const MAX_NAMED = 5;

/** A reason as it leaves the API: its times are RFC 3339 text. */
export type ReasonView<R extends { readonly code: string } = Reason> = R extends {
  readonly validFrom: number;
}
  ? Omit<R, 'validFrom'> & { readonly validFrom: string }
  : R extends { readonly validUntil: number }
    ? Omit<R, 'validUntil'> & { readonly validUntil: string }
    : R;

export function toReasonView<R extends { readonly code: string }>(reason: R): ReasonView<R> {
  const entries = Object.entries(reason).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.slice(0, MAX_NAMED) : value,
  ]);
  const view: { code: string; validFrom?: unknown; validUntil?: unknown } = Object.fromEntries(entries);
  if (typeof view.validFrom === 'number') view.validFrom = new Date(view.validFrom).toISOString();
  if (typeof view.validUntil === 'number') view.validUntil = new Date(view.validUntil).toISOString();
  return view as ReasonView<R>;
}
