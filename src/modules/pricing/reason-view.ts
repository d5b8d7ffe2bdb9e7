import type { Reason } from './pricing.types';

/** A reason as it leaves the API: its times are RFC 3339 text. */
export type ReasonView<R extends { readonly code: string } = Reason> = R extends {
  readonly validFrom: number;
}
  ? Omit<R, 'validFrom'> & { readonly validFrom: string }
  : R extends { readonly validUntil: number }
    ? Omit<R, 'validUntil'> & { readonly validUntil: string }
    : R;

export function toReasonView<R extends { readonly code: string }>(reason: R): ReasonView<R> {
  const view: { code: string; validFrom?: unknown; validUntil?: unknown } = { ...reason };
  if (typeof view.validFrom === 'number') view.validFrom = new Date(view.validFrom).toISOString();
  if (typeof view.validUntil === 'number') view.validUntil = new Date(view.validUntil).toISOString();
  return view as ReasonView<R>;
}
