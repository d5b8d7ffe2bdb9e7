/** Money as it leaves the API. */
export interface MoneyView {
  amountMinor: number;
  currency: string;
}

/** Turns minor units of one currency into views. */
export const moneyIn =
  (currency: string) =>
  (amountMinor: number): MoneyView => ({ amountMinor, currency });
