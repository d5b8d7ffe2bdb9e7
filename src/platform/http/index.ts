export { createApi, listen } from './create-api';
export { type Page, PageQueryDto, readCursor, toPage } from './cursor';
export { describeApi } from './openapi';
export { FieldErrorDto, ProblemDto } from './problem.dto';
export { sendProblem } from './problem.filter';
export { fieldErrors, IdParam, isId } from './validation';
export { IsAmountMinor, IsCurrency, IsId, MAX_AMOUNT_MINOR, MAX_PAGE_SIZE, PageLimit } from './validators';
