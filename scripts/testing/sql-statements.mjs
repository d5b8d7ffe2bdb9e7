/**
 * The text of statements, as `test/sql/*.sql` keeps them: without values, and what repeats written once, so that the same code
 * always gives the same text, however many rows or ids it is called with.
 */

/**
 * Separators between parts that may repeat. Parts that are a bare `?` are columns or arguments, and stay as they are, unless they
 * are a list after IN.
 */
const SEPARATORS = [' UNION ALL ', ' UNION ', ' OR ', ' AND ', ', '];
const VALUE = String.raw`(?:\?|NULL|-?\d+)`;
/** A row of an INSERT that holds nothing but values. */
const ROW = String.raw`\(${VALUE}(?:, ?${VALUE})*\)`;
const ROWS = new RegExp(String.raw`\bVALUES (${ROW})(?:, ?${ROW})*`, 'g');

/**
 * @param {string} sql as the code passes it, placeholders in it
 * @returns {string} one line
 */
export function normalise(sql) {
  const line = sql
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
    // Ids and instants that the code writes into the text itself.
    .replace(/'\d[\d :.-]*'/g, '?')
    // Pages whose size follows the pace of the machine.
    .replace(/\bLIMIT \d{2,}/g, 'LIMIT ?')
    .replace(ROWS, (_rows, row) => `VALUES ${row.replace(/NULL|-?\d+/g, '?').replace(/,(?! )/g, ', ')}`)
    .replace(/\bIN \(\?(?:, ?\?)+\)/g, 'IN (?)')
    .trim();
  return withoutRepeats(line);
}

/**
 * @param {string} text
 * @returns {string}
 */
function withoutRepeats(text) {
  const inner = replaceGroups(text, withoutRepeats).replace(/(\bWHEN (?:(?!\bWHEN\b).)+)(?: \1)+/g, '$1');
  return SEPARATORS.reduce((line, separator) => {
    const parts = splitOutside(line, separator);
    const kept = parts.filter((part, at) => !repeats(parts, at) || part === '?');
    return kept.join(separator);
  }, inner);
}

/**
 * Whether a part says what the one before it says. The first and the last of a clause carry its words: `WHERE a = ? OR a = ?`.
 * @param {string[]} parts
 * @param {number} at
 */
function repeats(parts, at) {
  const [part, before] = [parts[at] ?? '', parts[at - 1]];
  if (before === undefined || !part.includes('?')) return false;
  return part === before || (at === 1 && / /.test(before) && before.endsWith(` ${part}`));
}

/**
 * @param {string} text
 * @param {(inner: string) => string} change
 * @returns {string} with the content of every outermost pair of parentheses changed
 */
function replaceGroups(text, change) {
  let [out, depth, from] = ['', 0, 0];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(' && depth++ === 0) {
      out += text.slice(from, at + 1);
      from = at + 1;
    } else if (text[at] === ')' && --depth === 0) {
      out += change(text.slice(from, at));
      from = at;
    }
  }
  return out + text.slice(from);
}

/**
 * @param {string} text
 * @param {string} separator
 * @returns {string[]} the parts between those that stand outside parentheses
 */
function splitOutside(text, separator) {
  const parts = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
      at = from - 1;
    }
  }
  return [...parts, text.slice(from)];
}

const CLAUSE =
  /^(?:FROM|(?:(?:LEFT|INNER|CROSS) )?JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|SET|VALUES (?=[(?])|SELECT|UNION(?: ALL)?|ON DUPLICATE KEY UPDATE|FOR UPDATE|LOCK IN SHARE MODE)(?<= |\b)/;

/**
 * @param {string} statement one line
 * @returns {string} a line for each clause
 */
export function layOut(statement) {
  return `${splitAtClauses(statement).join('\n  ')};\n`;
}

/** @param {string} statement */
function splitAtClauses(statement) {
  // Only outside parentheses: a part of a statement stays on one line.
  const lines = [''];
  let [depth, at] = [0, 0];
  for (const word of statement.split(/(?<= )/)) {
    const inside = depth > 0 || /\b(?:LEFT|INNER|CROSS) $/.test(lines.at(-1) ?? '');
    if (!inside && at > 0 && CLAUSE.test(statement.slice(at))) lines.push('');
    lines[lines.length - 1] += word;
    at += word.length;
    depth += word.split('(').length - word.split(')').length;
  }
  return lines.map((line) => line.trim());
}

/**
 * @param {string} text of a file
 * @returns {string[]} its statements, a line each
 */
export function readStatements(text) {
  return text
    .replace(/^--.*$/gm, '')
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '');
}

/**
 * @param {string} name of the module
 * @param {Iterable<string>} statements a line each
 * @returns {string} the text of its file
 */
export function writeStatements(name, statements) {
  const header = `-- Every statement that ${name} sent in the integration tests. Written by "npm run sql:dump".\n`;
  return [header, ...[...new Set(statements)].sort().map(layOut)].join('\n');
}
