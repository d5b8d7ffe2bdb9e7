import { format } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { describeError, reasonOf } from './describe-error';
import { RepeatedLines } from './repeated-lines';
import { scrub } from './scrub';

const WARN = 40;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

const repeatedLines = new RepeatedLines();

/** What is wrong with a level is said by the configuration, not by a logger that can't be made. */
function level(): string {
  const wanted = process.env.LOG_LEVEL ?? '';
  return LEVELS.includes(wanted) ? wanted : 'info';
}

/**
 * The process's logger: one JSON line per event on stdout. Errors go into the fields `err` (whole) or `reason` (one line), as they
 * are: what of them may be said is decided here, and how often. No password, token or personal data reaches the output.
 */
export const rootLogger: Logger = pino({
  level: level(),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'token'],
  serializers: { err: describeError, reason: reasonOf },
  hooks: {
    logMethod(parts, method, levelNumber) {
      const [fields, text] = parts as unknown[];
      if (levelNumber < WARN || typeof fields !== 'object' || fields === null) {
        return method.apply(this, parts);
      }
      const whole = (fields instanceof Error ? { err: fields } : fields) as Record<string, unknown>;
      repeatedLines.pass(whole, String(text ?? ''), levelNumber, (shown) =>
        method.apply(this, [shown, text] as unknown as typeof parts),
      );
    },
    streamWrite: (line) => scrub(line),
  },
});

/** Writes what has been counted and not yet said. */
export function flushLog(): void {
  repeatedLines.flush();
}

/** Libraries that print by themselves, past the log and its level, are made to go through it. */
export function captureConsole(): void {
  const through =
    (write: 'debug' | 'warn') =>
    (...parts: unknown[]): void => {
      const err = parts.find((part) => part instanceof Error);
      const text = format(...parts.map((part) => (part instanceof Error ? reasonOf(part) : part)));
      rootLogger[write](err ? { context: 'console', err } : { context: 'console' }, text);
    };
  Object.assign(console, {
    log: through('debug'),
    info: through('debug'),
    debug: through('debug'),
    warn: through('warn'),
    error: through('warn'),
  });
}

/** Sends what Nest itself says through the same logger. */
export class NestLogger implements LoggerService {
  log(message: unknown, context?: string): void {
    rootLogger.debug({ context }, textOf(message));
  }
  warn(message: unknown, context?: string): void {
    rootLogger.warn({ context }, textOf(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    if (message instanceof Error) rootLogger.error({ context, err: message }, 'Nest reports an error');
    else rootLogger.error({ context, stack }, textOf(message));
  }
  debug(message: unknown, context?: string): void {
    rootLogger.debug({ context }, textOf(message));
  }
  verbose(message: unknown, context?: string): void {
    rootLogger.trace({ context }, textOf(message));
  }
  fatal(message: unknown, context?: string): void {
    rootLogger.fatal({ context }, textOf(message));
  }
}

const textOf = (message: unknown): string => (message instanceof Error ? reasonOf(message) : String(message));
