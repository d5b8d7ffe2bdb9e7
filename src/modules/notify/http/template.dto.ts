import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsOptional,
  Matches,
  ValidateNested,
} from 'class-validator';
import { ApiProperty, boundedPattern, IsId, IsNested, IsText, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { TemplateView } from '../application/templates/template-view';
import type { TemplateTexts } from '../domain/template';

const LOCALE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
const IsLocale = (): PropertyDecorator =>
  Matches(LOCALE, { message: '$property must be a locale such as en or de-AT' });
/** Not what template languages have a meaning for, nor what every JavaScript object has. */
const RESERVED = [
  ...['if', 'unless', 'each', 'with', 'lookup', 'log', 'else', 'this', 'true', 'false', 'null', 'undefined'],
  ...Object.getOwnPropertyNames(Object.prototype),
];
const VARIABLE = new RegExp(`^(?!(?:${RESERVED.join('|')})$)[A-Za-z][A-Za-z0-9]{0,39}$`);
/** Several lines are fine here; other control characters are not. */
const IsLines = (max: number): PropertyDecorator =>
  Matches(boundedPattern(`^(?=[^]*\\S)[^\\u0000-\\u0008\\u000b-\\u001f\\u007f\\p{Cs}]{1,${max}}$`, max), {
    message: `$property must be a text of 1 to ${max} characters, not blank`,
  });

export class EmailTextsDto implements Mirrors<NonNullable<TemplateTexts['email']>, EmailTextsDto> {
  /** @example "{{shopName}}: 20.00 off for you" */
  @IsText(200)
  subject: string;

  /** @example "A coupon of {{shopName}} waits for you." */
  @IsLines(20_000)
  text: string;

  /** The same as HTML. Values are escaped. @example "<p>A coupon of {{shopName}} waits for you.</p>" */
  @IsOptional()
  @IsLines(100_000)
  html?: string;
}

export class TemplateTextsDto implements Mirrors<TemplateTexts, TemplateTextsDto> {
  /** BCP 47. @example "en" */
  @IsLocale()
  locale: string;

  /** In the inbox. @example "20.00 off at {{shopName}}" */
  @IsText(200)
  title: string;

  /** In the inbox. @example "Your new coupon waits with your coupons." */
  @IsLines(5_000)
  body: string;

  /** Left out: no e-mail. */
  @IsOptional()
  @IsNested(() => EmailTextsDto)
  email?: EmailTextsDto;

  /** Left out: no SMS. @example "20.00 off for you at {{shopName}}" */
  @IsOptional()
  @IsText(1_000)
  sms?: string;
}

/**
 * Texts may hold `{{name}}`, `{{#if name}}…{{else}}…{{/if}}` and `{{#unless name}}…{{/unless}}`.
 */
export class CreateTemplateDto {
  /** @example "Autumn" */
  @IsText(120)
  name: string;

  @ApiProperty({
    ...{ required: false, default: false, example: false },
    description:
      'true: its messages are part of what a user has ordered or asked for. They go to those as well who have opted out, and ' +
      'carry no link to unsubscribe, which every other e-mail has. Only from the platform.',
  })
  @IsBoolean()
  transactional: boolean = false;

  /** Shown to users whose locale has no texts. @example "en" */
  @IsLocale()
  defaultLocale: string;

  /** Names that every message must give values for. @example ["shopName"] */
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique()
  @Matches(VARIABLE, {
    each: true,
    message:
      'each of $property must be a name that means nothing else: a letter, then up to 39 letters and digits',
  })
  variables: string[];

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => TemplateTextsDto)
  texts: TemplateTextsDto[];

  /** Only from the platform: the merchant to create it for. Left out: a template of the platform. */
  @ApiProperty({ required: false, nullable: true, type: String, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class TemplateDto implements Mirrors<TemplateView, TemplateDto> {
  /** @example "3" */
  templateId: string;
  /** null: a template of the platform. */
  @ApiProperty({ type: String, nullable: true, example: '7' })
  merchantId: string | null;
  /** @example "Autumn" */
  name: string;
  /** @example false */
  transactional: boolean;
  /** @example "en" */
  defaultLocale: string;
  /** @example ["shopName"] */
  variables: string[];
  texts: TemplateTextsDto[];
  /** @example "2026-11-24T08:00:00.000Z" */
  createdAt: string;
}

export class TemplatePageDto implements Mirrors<Page<TemplateView>, TemplatePageDto> {
  items: TemplateDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
