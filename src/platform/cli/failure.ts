import { AppError, ERROR_CODES, type FieldError } from '../../shared/errors';
import { isConnectionLost } from '../database/mysql-errors';
import { reasonOf } from '../logging/describe-error';

/** 0 is success, 1 a failure, 2 bad usage: a second try without a change can't succeed. */
export const EXIT_FAILURE = 1;
export const EXIT_BAD_USAGE = 2;

interface Failure {
  code: string;
  detail: string;
  [member: string]: unknown;
}

/** How a command ended that threw: the exit code and, unless it only showed its help, what to say about it. */
export function failureOf(error: unknown): { exitCode: number; failure?: Failure } {
  if (isCommanderError(error)) {
    if (error.exitCode === 0) return { exitCode: 0 };
    // Without a command the help has been printed already.
    if (error.code === 'commander.help') return { exitCode: EXIT_BAD_USAGE };
    return {
      exitCode: EXIT_BAD_USAGE,
      failure: { code: 'BAD_USAGE', detail: error.message.replace(/^error: /, '') },
    };
  }
  if (error instanceof AppError) return ofAppError(error);
  if (isNamed(error, 'ConfigError')) {
    return { exitCode: EXIT_FAILURE, failure: { code: 'CONFIGURATION', detail: error.message } };
  }
  if (isNamed(error, 'MigrationInterrupted')) {
    return { exitCode: EXIT_FAILURE, failure: { code: 'INTERRUPTED', detail: error.message } };
  }
  return {
    exitCode: EXIT_FAILURE,
    failure: { code: isConnectionLost(error) ? 'BUSY' : 'INTERNAL', detail: reasonOf(error) },
  };
}

/** By its name, as the others: what an error is does not depend on who is loaded. */
function isCommanderError(error: unknown): error is Error & { code: string; exitCode: number } {
  return error instanceof Error && error.name === 'CommanderError' && 'exitCode' in error;
}

/** By its name: its file would load the database's driver, or all that checks the configuration, for errors that are others. */
function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

function ofAppError(error: AppError): { exitCode: number; failure: Failure } {
  const { detail, errors, extra, cause } = error.options;
  const reason = cause === undefined ? '' : ` (${reasonOf(cause)})`;
  return {
    exitCode: error.status === 400 ? EXIT_BAD_USAGE : EXIT_FAILURE,
    failure: {
      code: error.code,
      detail: `${detail ?? ERROR_CODES[error.code].title}${reason}`,
      ...(errors ? { errors } : {}),
      ...extra,
    },
  };
}

/** @param json as one line of JSON, for programs */
export function describeFailure({ code, detail, ...rest }: Failure, json: boolean): string {
  if (json) return `${JSON.stringify({ code, detail, ...rest })}\n`;
  const { errors, ...figures } = rest as { errors?: FieldError[] };
  const lines = [
    `${code}: ${detail}`,
    ...(errors ?? []).map(
      (error) =>
        `  ${error.pointer?.slice(1) || error.parameter || 'input'}: ${error.message} (${error.code})`,
    ),
    ...Object.entries(figures).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
  ];
  return `${lines.join('\n')}\n`;
}
