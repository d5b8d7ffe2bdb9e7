const LEVELS = new Map([
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'FATAL'],
]);
// Said by the prefix already, or of no use to a reader.
const HIDDEN = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'process', 'service', 'name']);

/**
 * Makes a line of JSON log readable; any other line is left as it is.
 * @param {string} line
 * @returns {string} e.g. `12:00:01 INFO  API listens port=3000`, with a stack trace on lines of its own
 */
export function readableLog(line) {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const { level, time, msg, err } = entry;
  const at = new Date(/** @type {string | number} */ (time));
  const clock = Number.isNaN(at.getTime()) ? '' : `${at.toISOString().slice(11, 19)} `;
  const name = LEVELS.get(Number(level)) ?? String(level).toUpperCase();
  const rest = Object.entries(entry).filter(([key]) => !HIDDEN.has(key) && key !== 'err');
  const details = rest.map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const stack = isObject(err) && typeof err.stack === 'string' ? `\n${err.stack}` : '';
  return `${clock}${name.padEnd(5)} ${msg ?? ''}${details.join('')}${stack}`;
}

/**
 * @param {string} line
 * @returns {Record<string, unknown> | undefined}
 */
function parseEntry(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line);
    return isObject(entry) && 'level' in entry ? entry : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}
