import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { isInstant } from '../../shared/instant';
import { MAX_AMOUNT_MINOR } from '../../shared/money';
import { canonicalTimeZone } from '../../shared/time-zone';
import { MAX_PAGE_SIZE } from '../paging';
import { ApiProperty } from './api-property';
import { CheckedBy } from './checked-by';

/** An id in a body, or each of a list of ids: a positive integer as text, since JSON numbers lose digits. */
export const IsId = (options: { each?: boolean } = {}): PropertyDecorator =>
  Matches(/^[1-9]\d{0,15}$/, {
    ...options,
    message: `${options.each ? 'each of ' : ''}$property must be a positive integer of at most 16 digits, as text`,
  });

/** An ISO 4217 code. */
export const IsCurrency = (): PropertyDecorator =>
  Matches(/^[A-Z]{3}$/, {
    message: '$property must be a currency code of three capital letters, such as USD',
  });

/** An amount of money in minor units. */
export const IsAmountMinor = (min = 0): PropertyDecorator =>
  applyDecorators(IsInt(), Min(min), Max(MAX_AMOUNT_MINOR));

/** A pattern for at most `max` characters, which does not go through a text that is too long for it anyway. */
class BoundedPattern extends RegExp {
  constructor(
    source: string,
    flags: string,
    private readonly max: number,
  ) {
    super(source, flags);
  }

  override exec(text: string): RegExpExecArray | null {
    // Two UTF-16 units for each character at most.
    return text.length > 2 * this.max ? null : super.exec(text);
  }
}

/** @param source of a pattern that ends with `{1,max}$` */
export const boundedPattern = (source: string, max: number): RegExp => new BoundedPattern(source, 'u', max);

/**
 * A text for people: 1 to `max` characters (code points, as MySQL counts them), not blank, no control characters.
 * (MaxLength doesn't count variation selectors, so what it lets through can be too long for the column.)
 */
export const IsText = (max: number, options: { each?: boolean } = {}): PropertyDecorator =>
  Matches(boundedPattern(`^(?=.*\\S)[^\\p{Cc}\\p{Cs}]{1,${max}}$`, max), {
    ...options,
    message: `${options.each ? 'each of ' : ''}$property must be a text of 1 to ${max} characters, not blank, without control characters`,
  });

/** A list of objects, 1 to `max` of them. */
export const IsListOf = (type: () => new () => object, max: number): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(max),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(() => type()),
  );

/** An object, not a list of them, which ValidateNested alone would accept. */
export const IsNested = (type: () => new () => object): PropertyDecorator =>
  applyDecorators(
    IsObject(),
    ValidateNested(),
    Type(() => type()),
  );

/** An instant as RFC 3339 text; `new Date(text)` reads it. */
export const IsInstant = (): PropertyDecorator =>
  CheckedBy({
    name: 'isInstant',
    message: 'be an RFC 3339 time of 2000 to 2199, such as 2026-11-24T08:00:00Z',
    schema: { format: 'date-time' },
    holds: isInstant,
  });

/** Of a time zone's name: any spelling comes in, one is stored. What names no zone stays as it came, to be refused. */
export const InCanonicalSpelling = (): PropertyDecorator =>
  Transform(({ value }) => (typeof value === 'string' ? (canonicalTimeZone(value) ?? value) : value));

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
