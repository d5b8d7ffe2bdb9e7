import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { MoneyDto } from '../../../platform/http';

export class ShippingRateDto {
  /** @example "standard" */
  code: string;
  price: MoneyDto;
}

export class ShippingRatesDto {
  items: ShippingRateDto[];
}

export class SetShippingRateDto {
  @IsObject()
  @ValidateNested()
  @Type(() => MoneyDto)
  price: MoneyDto;
}
