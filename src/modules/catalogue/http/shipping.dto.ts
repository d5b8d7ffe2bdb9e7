import { IsNested, type Mirrors, MoneyDto } from '../../../platform/dto';
import type { ShippingRateView } from '../application/catalogue-view';

export class ShippingRateDto implements Mirrors<ShippingRateView, ShippingRateDto> {
  /** @example "standard" */
  code: string;
  price: MoneyDto;
}

export class ShippingRatesDto implements Mirrors<{ items: ShippingRateView[] }, ShippingRatesDto> {
  items: ShippingRateDto[];
}

export class SetShippingRateDto {
  @IsNested(() => MoneyDto)
  price: MoneyDto;
}
