export { acceptCsv, csvBody } from './bodies/csv-body';
export { acceptForm } from './bodies/form-body';
export { checkId, isId } from './check-id';
export { createApi, createHttp } from './create-api';
export {
  invalidCursor,
  type Page,
  PageQueryDto,
  readCursor,
  readIdCursor,
  readTimeCursor,
  toPage,
} from './cursor';
export type { Mirrors } from './mirrors';
export { MoneyDto } from './money.dto';
export { describeApi, describeModule } from './openapi/describe-api';
export { ProblemMembers } from './openapi/problem-members';
export { NeverProblems, Problems } from './openapi/problems';
export { refineSchemasBy, type SchemaNode, schemaRef } from './openapi/schema-ref';
export { FieldErrorDto, ProblemDto } from './problem.dto';
export { sendProblem } from './problem.filter';
export { RowErrorDto } from './row-error.dto';
export { checkBody, fieldErrors, IdParam } from './validation';
export {
  InCanonicalSpelling,
  IsAmountMinor,
  IsCurrency,
  IsId,
  IsInstant,
  IsText,
  MAX_AMOUNT_MINOR,
  MAX_PAGE_SIZE,
  PageLimit,
} from './validators';
export { WelcomeController } from './welcome.controller';
