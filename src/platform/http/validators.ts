import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';

/** The most that one amount may be, in minor units: sums of many lines stay far below 2^53. */
export const MAX_AMOUNT_MINOR = 1_000_000_000_000;

/** An id in a body: a positive integer as text, since JSON numbers lose digits. */
export const IsId = (): PropertyDecorator =>
  Matches(/^[1-9]\d{0,15}$/, {
    message: '$property must be a positive integer of at most 16 digits, as text',
  });

/** An ISO 4217 code. */
export const IsCurrency = (): PropertyDecorator =>
  Matches(/^[A-Z]{3}$/, {
    message: '$property must be a currency code of three capital letters, such as USD',
  });

/** An amount of money in minor units. */
export const IsAmountMinor = (min = 0): PropertyDecorator =>
  applyDecorators(IsInt(), Min(min), Max(MAX_AMOUNT_MINOR));

export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;

/** `limit` of a list. */
export const PageLimit = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      required: false,
      default: DEFAULT_PAGE_SIZE,
      maximum: MAX_PAGE_SIZE,
      minimum: 1,
      type: 'integer',
    }),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(MAX_PAGE_SIZE),
  );
