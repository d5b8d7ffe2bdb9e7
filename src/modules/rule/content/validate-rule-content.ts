import { type ValidationError, validateSync } from 'class-validator';
import { readDto } from '../../../platform/dto';
import { type RuleContent, RuleType } from '../../pricing';
import { DiscountContentDto, PromotionContentDto, RebateContentDto } from './rule-content.dto';

export type RuleContentIssueCode =
  | 'REQUIRED'
  | 'UNKNOWN_FIELD'
  | 'NOT_ALLOWED_HERE'
  | 'WRONG_TYPE'
  | 'TOO_SMALL'
  | 'TOO_LARGE'
  | 'WRONG_LENGTH'
  | 'NOT_UNIQUE'
  | 'NOT_ALLOWED_VALUE'
  | 'EMPTY_THRESHOLD'
  | 'TIERS_NOT_RISING';

/** One thing that is wrong with a rule's content. */
export interface RuleContentIssue {
  /** RFC 6901, from the content's root. */
  readonly pointer: string;
  readonly code: RuleContentIssueCode;
  /** English, for a person; nothing may depend on it. */
  readonly message: string;
}

export type RuleContentCheck =
  | { readonly valid: true; readonly content: RuleContent }
  | { readonly valid: false; readonly issues: readonly RuleContentIssue[] };

/**
 * A list of 500 product ids takes 10,000. Pages show a hundred of them and a checkout looks at a thousand, while nobody else is
 * served, and processes keep those of 5,000 batches.
 */
const MAX_BYTES = 10_240;

const DTO_BY_TYPE = {
  [RuleType.Rebate]: RebateContentDto,
  [RuleType.Discount]: DiscountContentDto,
  [RuleType.Promotion]: PromotionContentDto,
};

/** Per field only the first of these that fails is reported: what follows is mostly its consequence. */
const CODE_BY_CONSTRAINT: readonly (readonly [string, RuleContentIssueCode])[] = [
  ['whitelistValidation', 'UNKNOWN_FIELD'],
  ['presentExactlyWhen', 'NOT_ALLOWED_HERE'],
  ['allowedWhen', 'NOT_ALLOWED_HERE'],
  ['isObject', 'WRONG_TYPE'],
  ['isArray', 'WRONG_TYPE'],
  ['isInt', 'WRONG_TYPE'],
  ['isString', 'WRONG_TYPE'],
  ['isBoolean', 'WRONG_TYPE'],
  ['min', 'TOO_SMALL'],
  ['arrayMinSize', 'TOO_SMALL'],
  ['max', 'TOO_LARGE'],
  ['arrayMaxSize', 'TOO_LARGE'],
  ['isLength', 'WRONG_LENGTH'],
  ['arrayUnique', 'NOT_UNIQUE'],
  ['isIn', 'NOT_ALLOWED_VALUE'],
  ['equals', 'NOT_ALLOWED_VALUE'],
  ['matches', 'NOT_ALLOWED_VALUE'],
  ['isKnownTimeZone', 'NOT_ALLOWED_VALUE'],
  ['hasAmountOrQuantity', 'EMPTY_THRESHOLD'],
  ['risesFromTierToTier', 'TIERS_NOT_RISING'],
];

/**
 * Reads what came as JSON (from a request, a file or a database row) as the content of a rule of this type. Unknown
 * fields are refused. The content that comes back is plain data with exactly the known fields.
 */
export function validateRuleContent(type: RuleType, json: unknown): RuleContentCheck {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return {
      valid: false,
      issues: [{ pointer: '', code: 'WRONG_TYPE', message: 'rule content must be an object' }],
    };
  }
  const { instance: dto } = readDto<object>(DTO_BY_TYPE[type], json);
  const errors = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  if (errors.length > 0) {
    return { valid: false, issues: errors.flatMap((error) => issuesOf(error, '')) };
  }
  const text = JSON.stringify(dto);
  if (Buffer.byteLength(text) > MAX_BYTES) {
    const message = `rule content must be at most ${MAX_BYTES} bytes of JSON: name categories instead of products, or tags instead of names`;
    return { valid: false, issues: [{ pointer: '', code: 'TOO_LARGE', message }] };
  }
  return { valid: true, content: JSON.parse(text) as RuleContent };
}

function issuesOf(error: ValidationError, parent: string): RuleContentIssue[] {
  const pointer = `${parent}/${escapePointer(error.property)}`;
  const below = (error.children ?? []).flatMap((child) => issuesOf(child, pointer));
  const constraints = error.constraints ?? {};
  const failed = CODE_BY_CONSTRAINT.find(([name]) => name in constraints);
  if (failed === undefined) {
    return below;
  }
  const [name, code] = failed;
  const message = constraints[name]!;
  return [{ pointer, code: error.value === undefined ? 'REQUIRED' : code, message }, ...below];
}

/** RFC 6901, section 3. */
function escapePointer(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
