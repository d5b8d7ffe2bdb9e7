import { readFileSync } from 'node:fs';

/** One request of an .http file, as the REST clients of the common editors read them. Variables are not filled in yet. */
export interface HttpRequest {
  /** What stands behind `###`. */
  title: string;
  /** From `# @name …`: later requests use its answer as `{{name.response.body.$.field}}`. */
  name: string | undefined;
  /** From `# → 201`: the status that the answer must have. */
  status: number;
  /** From `# until status = done`: it is sent again until the answer's field has this value. */
  until: { field: string; value: string } | undefined;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Parses an .http file. @throws Error on a request without a documented status, or a line that it does not know */
export function parseHttpFile(path: string): HttpRequest[] {
  return readFileSync(path, 'utf8')
    .split(/^###/m)
    .slice(1)
    .map((block) => parseRequest(block, path));
}

function parseRequest(block: string, path: string): HttpRequest {
  const [head = '', ...rest] = block.split('\n');
  const title = head.trim();
  const start = rest.findIndex((line) => /^(GET|POST|PUT|PATCH|DELETE) /.test(line));
  if (start < 0) throw new Error(`${path}: "${title}" has no request line`);
  const comments = rest.slice(0, start).filter((line) => line.trim() !== '');
  const unknown = comments.find((line) => !line.startsWith('# '));
  if (unknown !== undefined) throw new Error(`${path}: "${title}" has a line that is no comment: ${unknown}`);
  const comment = comments.join('\n');
  const status = /^# → (\d{3})\b/m.exec(comment)?.[1];
  if (!status) throw new Error(`${path}: "${title}" does not say which status it answers with`);
  const until = /^# until (\S+) = (\S+)$/m.exec(comment);
  const [, method = '', url = ''] = /^(\w+) (.+)$/.exec(rest[start]!.trim()) ?? [];
  const after = rest.slice(start + 1);
  const blank = after.findIndex((line) => line.trim() === '');
  const headerLines = blank < 0 ? after : after.slice(0, blank);
  const body =
    blank < 0
      ? ''
      : after
          .slice(blank + 1)
          .join('\n')
          .trim();
  return {
    title,
    name: /^# @name (\w+)$/m.exec(comment)?.[1],
    status: Number(status),
    until: until ? { field: until[1]!, value: until[2]! } : undefined,
    method,
    url,
    headers: Object.fromEntries(headerLines.map(toHeader)),
    body: body === '' ? undefined : body,
  };
}

function toHeader(line: string): [string, string] {
  const at = line.indexOf(':');
  if (at < 0) throw new Error(`not a header: ${line}`);
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/**
 * Fills in `{{$dotenv NAME}}` from `variables`, and `{{name.response.body.$.path}}` from earlier answers. Other braces are a
 * template's own.
 */
export function fillIn(
  text: string,
  variables: Record<string, string>,
  answers: ReadonlyMap<string, unknown>,
): string {
  return text
    .replace(/\{\{\$dotenv (\w+)\}\}/g, (all, name: string) => known(variables[name], all))
    .replace(/\{\{(\w+)\.response\.body\.\$\.([^{}]+)\}\}/g, (all, name: string, path: string) =>
      known(fieldOf(answers.get(name), path), all),
    );
}

/** `items[0].productId` or `items[?(@.sku=='LAMP-1')].productId` of an answer. */
export function fieldOf(body: unknown, path: string): unknown {
  let value = body;
  for (const [, key, at, field, text] of path.matchAll(/(\w+)|\[(\d+)\]|\[\?\(@\.(\w+)=='([^']*)'\)\]/g)) {
    if (value === undefined || value === null) return undefined;
    if (field !== undefined)
      value = (value as Record<string, unknown>[]).find((each) => each[field] === text);
    else value = (value as Record<string, unknown>)[(key ?? at)!];
  }
  return value;
}

function known(value: unknown, expression: string): string {
  if (value === undefined || value === null) throw new Error(`${expression} has no value`);
  return String(value);
}
