export { AppError, type AppErrorOptions, type FieldError, isAppError } from './app-error';
export { ERROR_CODES, type ErrorCode } from './error-codes';
