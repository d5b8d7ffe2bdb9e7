import { scrub } from './scrub';

/** What of an error's own fields may be said: codes and addresses of servers. Everything else may hold what somebody sent. */
const FIELDS = [
  'code',
  'errno',
  'sqlState',
  'status',
  'statusCode',
  'responseCode',
  'syscall',
  'address',
  'hostname',
  'port',
  'requestId',
] as const;
const MAX_CAUSES = 4;
const MAX_FRAMES = 12;
const MAX_TEXT = 500;

/** MySQL: these texts name servers, accounts, tables and settings, and never a value. */
const WITHOUT_VALUES = new Set([
  1020, 1021, 1040, 1044, 1045, 1049, 1053, 1054, 1114, 1142, 1146, 1180, 1203, 1205, 1213, 1227, 1290, 1317,
  1836, 1927, 3024, 4031,
]);

export interface DescribedError {
  type: string;
  message: string;
  [field: string]: unknown;
}

/**
 * What a log may say of an error. Errors of drivers carry what was sent: a statement with its values, a command with its
 * arguments, a mail with its recipients. Of such an error stay its kind, its codes, the statement without values, and where it was
 * thrown.
 */
export function describeError(error: unknown): DescribedError | string {
  return error instanceof Error ? describe(error, MAX_CAUSES) : reasonOf(error);
}

/** The same in one line of text, for the field `reason` and for people at a terminal. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return limited(scrub(String(error)));
  // Errors of a connection tried at several addresses have no message of their own.
  return safeMessage(error) || String((error as NodeJS.ErrnoException).code ?? error.name);
}

function describe(error: Error, causes: number): DescribedError {
  const own = error as unknown as Record<string, unknown>;
  const described: DescribedError = { type: error.constructor.name || error.name, message: reasonOf(error) };
  for (const field of FIELDS) {
    const value = own[field];
    if (typeof value === 'number') described[field] = value;
    if (typeof value === 'string') described[field] = limited(scrub(value));
  }
  if (typeof own.sql === 'string') described.sql = withoutValues(own.sql);
  const stack = framesOf(error);
  if (stack !== '') described.stack = stack;
  if (error.cause !== undefined && causes > 0) {
    described.cause =
      error.cause instanceof Error ? describe(error.cause, causes - 1) : reasonOf(error.cause);
  }
  return described;
}

function safeMessage(error: Error): string {
  const { errno, sqlState } = error as { errno?: unknown; sqlState?: unknown };
  if (sqlState !== undefined && typeof errno === 'number') return ofServer(error, errno);
  if ('command' in error || error.name === 'ReplyError') return ofRedis(error.message);
  return limited(scrub(error.message));
}

/** A statement's error quotes values as it quotes names, so only what is known to be a name is kept. */
function ofServer(error: Error, errno: number): string {
  const text = (error as { sqlMessage?: string }).sqlMessage ?? error.message;
  if (WITHOUT_VALUES.has(errno)) return limited(scrub(text));
  const name =
    / for key ['`]([\w.$-]+)['`]$/.exec(text)?.[1] ??
    /column ['`]?([\w.`]+)['`]?(?: at row \d+)?$/.exec(text)?.[1];
  const rest = text.replace(/['"`].*['"`]/s, '…');
  return limited(scrub(name ? `${rest} (${name})` : rest));
}

/** Redis repeats a command that it does not know, with its arguments. */
function ofRedis(message: string): string {
  return limited(scrub(message.replace(/, with args.*$/s, '').replace(/'.*'|".*"/s, '…')));
}

/** A statement as it was written: texts and numbers, which may be anybody's, are left out. */
function withoutValues(sql: string): string {
  const shape = sql
    .slice(0, 20 * MAX_TEXT)
    .replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs, '?')
    .replace(/\b(?:0x[\da-f]+|\d+(?:\.\d+)?)\b/gi, '?')
    .replace(/\?(?:, *\?)+/g, '?, …')
    .replace(/\s+/g, ' ');
  // A text that was cut off within.
  return limited(scrub(shape.replace(/['"].*$/s, '…')));
}

/** Without the lines above them, which repeat the message. */
function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? 0 : stack.indexOf(message) + message.length;
  const frames = stack
    .slice(Math.max(at, 0))
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return frames.slice(0, MAX_FRAMES).join('\n');
}

const limited = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
