import { IsAmountMinor, IsCurrency } from './validators';

/** An amount of money. */
export class MoneyDto {
  /** Integer minor units, such as cents. @example 1250 */
  @IsAmountMinor()
  amountMinor: number;

  /** ISO 4217. @example "USD" */
  @IsCurrency()
  currency: string;
}
