import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

/** The process's logger: one JSON line per event on stdout. Tokens and passwords never reach it. */
export const rootLogger: Logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'token'],
});

/** Sends what Nest itself says through the same logger. */
export class NestLogger implements LoggerService {
  log(message: unknown, context?: string): void {
    rootLogger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: string): void {
    rootLogger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    rootLogger.error({ context, stack }, String(message));
  }
  debug(message: unknown, context?: string): void {
    rootLogger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    rootLogger.trace({ context }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    rootLogger.fatal({ context }, String(message));
  }
}
