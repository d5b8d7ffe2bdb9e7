import type { Operation } from './contract';

export interface RequestExample {
  /** As `rules.create` or, of several, `rules.create fixedRebate`. */
  title: string;
  operationId: string;
  method: string;
  path: string;
  roles: string[];
  /** The worked examples of the parameters in the path. */
  parameters: Record<string, string>;
  /** The same of those that must be in the query. */
  query: Record<string, string>;
  contentType: string | undefined;
  body: unknown;
  /** The good ones. */
  statuses: number[];
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  example?: unknown;
}
interface Media {
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
type Described = Operation & {
  'x-roles': string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
};

/**
 * What the document shows of requests: each body once, and one request of an operation without.
 * @throws Error that names an operation whose path or body has no example
 */
export function requestExamples(document: { paths: object }): RequestExample[] {
  const paths = document.paths as Record<string, Record<string, Described>>;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => examplesOf(path, method, operation)),
  );
}

function examplesOf(path: string, method: string, operation: Described): RequestExample[] {
  const { operationId = `${method} ${path}`, parameters = [], requestBody, responses } = operation;
  const required = parameters.filter((parameter) => parameter.in === 'path' || parameter.required);
  for (const { name, example } of required) {
    if (example === undefined) throw new Error(`${operationId}: the parameter ${name} has no example`);
  }
  const shownIn = (place: string) =>
    Object.fromEntries(
      required.filter((one) => one.in === place).map(({ name, example }) => [name, String(example)]),
    );
  const head = {
    operationId,
    method: method.toUpperCase(),
    path,
    roles: operation['x-roles'],
    parameters: shownIn('path'),
    query: shownIn('query'),
    statuses: Object.keys(responses)
      .map(Number)
      .filter((status) => status < 300),
  };
  if (!requestBody) return [{ ...head, title: operationId, contentType: undefined, body: undefined }];
  return Object.entries(requestBody.content).flatMap(([contentType, media]) => {
    const named = Object.entries(media.examples ?? {}).map(
      ([name, { value }]) => [` ${name}`, value] as const,
    );
    const bodies = media.example === undefined ? named : [...named, ['', media.example] as const];
    if (bodies.length === 0) throw new Error(`${operationId}: the body of ${contentType} has no example`);
    return bodies.map(([name, body]) => ({ ...head, title: `${operationId}${name}`, contentType, body }));
  });
}

/** The example as it is, with the ids of what a set-up has made in place of its own. */
export function withIds(value: unknown, ids: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withIds(item, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, name in ids ? ids[name] : withIds(field, ids)]),
  );
}
