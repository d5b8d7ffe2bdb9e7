import { ERROR_CODES, type ErrorCode } from './error-codes';

/** One field at fault: `pointer` (RFC 6901) into the body, or `parameter` for a query, path or header parameter. */
export interface FieldError {
  pointer?: string;
  parameter?: string;
  code: string;
  message: string;
}

export interface AppErrorOptions {
  /** A sentence about this occurrence. For people: nothing may branch on it. */
  detail?: string;
  errors?: FieldError[];
  /** Extension members of the problem body, for example the figures behind a refusal. */
  extra?: Record<string, unknown>;
  retryAfterSeconds?: number;
  /** Of METHOD_NOT_ALLOWED: the methods that are allowed. */
  allow?: readonly string[];
  cause?: unknown;
}

/** The only error that application code throws on purpose. One filter turns it into a problem body. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly options: AppErrorOptions = {},
  ) {
    super(options.detail ?? ERROR_CODES[code].title, { cause: options.cause });
    this.name = 'AppError';
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** True when `error` is an AppError with one of these codes. */
export function isAppError(error: unknown, ...codes: ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}
