export { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from './api-property';
export { CheckedBy, type FieldSchema } from './checked-by';
export type { Mirrors } from './mirrors';
export { MoneyDto } from './money.dto';
export { PageQueryDto } from './page-query.dto';
export { ProblemMembers } from './problem-members';
export { readDto } from './read-dto';
export { RowErrorDto } from './row-error.dto';
export { refineSchemasBy, type SchemaNode, schemaRef } from './schema-ref';
export { checkBody, fieldErrors } from './validation';
export {
  boundedPattern,
  InCanonicalSpelling,
  IsAmountMinor,
  IsCurrency,
  IsId,
  IsInstant,
  IsListOf,
  IsNested,
  IsText,
  PageLimit,
} from './validators';
