import { ArrayMaxSize, IsArray, IsInt, Max, Min } from 'class-validator';
import { IsAmountMinor, IsCurrency, IsId } from '../../../platform/dto';

const MAX_QUANTITY = 100_000;
const MAX_CATEGORIES = 20;

/** A line of a cart that comes with its price. */
export class OwnPriceLineDto {
  /** @example "101" */
  @IsId()
  productId: string;

  /** The product's own category first, then its ancestors. @example ["12", "3"] */
  @IsArray()
  @ArrayMaxSize(MAX_CATEGORIES)
  @IsId({ each: true })
  categoryIds: string[] = [];

  /** Minor units of the cart's currency. @example 6000 */
  @IsAmountMinor()
  unitPriceMinor: number;

  /** @example 2 */
  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity: number;
}

/** What a cart of such lines says besides them. */
export class OwnPriceCartDto {
  /** @example "USD" */
  @IsCurrency()
  currency: string;

  /** Minor units. @example 500 */
  @IsAmountMinor()
  shippingMinor: number = 0;
}
