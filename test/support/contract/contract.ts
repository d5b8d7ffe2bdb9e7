import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { closeSchemas, type Schema } from './close-schemas';

export interface Answer {
  method: string;
  /** With or without a query. */
  url: string;
  status: number;
  contentType: string | undefined;
  /** As it came. */
  text: string;
}

interface Response {
  content?: Record<
    string,
    { schema?: Schema; examples?: Record<string, { value?: unknown }>; example?: unknown }
  >;
}

export interface Operation {
  operationId?: string;
  responses: Record<string, Response | { $ref: string }>;
}

export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses?: Record<string, Response> };
}

/** What is served beside the API that the document is about. */
const BESIDE = /^\/($|metrics$|docs($|\/|-json$|-yaml$))/;
const PROBLEM = 'application/problem+json';

/** Checks answers against an OpenAPI document: status, content type, code of an error, and body, which may have no field besides. */
export class Contract {
  private readonly routes: { method: string; path: string; pattern: RegExp; operation: Operation }[];
  private readonly ajv = addFormats(
    new Ajv2020({ strict: false, allErrors: false, validateSchema: false, verbose: true }),
  );
  /** Schemas are compiled when an answer first needs them. */
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: Document) {
    this.ajv.addSchema(closeSchemas(document), 'openapi');
    this.routes = Object.entries(document.paths)
      // A fixed part goes before a parameter at the same place.
      .sort(([a], [b]) => (a.replaceAll('{', '\uffff') < b.replaceAll('{', '\uffff') ? -1 : 1))
      .flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => ({
          method,
          path,
          pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+').replaceAll('.', '\\.')}/?$`),
          operation,
        })),
      );
  }

  /** @throws Error that names the operation, the status, and what differs where */
  check(answer: Answer): void {
    const misses = this.missesOf(answer);
    if (misses === undefined) return;
    throw new Error(`${misses}\nThe answer was: ${answer.text.slice(0, 2_000)}`);
  }

  private missesOf(answer: Answer): string | undefined {
    const url = answer.url.split('?')[0]!;
    if (BESIDE.test(url)) return undefined;
    const method = answer.method.toLowerCase();
    const route = this.routes.find((one) => one.method === method && one.pattern.test(url));
    const problem = (what: string) =>
      `${answer.method} ${route?.path ?? url}, status ${answer.status}: ${what}`;
    // A route that is none is refused, and what can't be read is refused before there is a route.
    if (!route) return prefixed(this.problemMiss(answer), problem);
    const declared = route.operation.responses[String(answer.status)];
    const sharedAs = declared && '$ref' in declared ? declared.$ref.split('/').at(-1)! : undefined;
    const response =
      sharedAs === undefined ? (declared as Response) : this.document.components.responses?.[sharedAs];
    if (!response) {
      return problem(
        `the document knows ${Object.keys(route.operation.responses).join(', ')} only${codeOf(answer)}`,
      );
    }
    const type = answer.contentType?.split(';')[0];
    const content = Object.entries(response.content ?? {});
    if (content.length === 0) {
      return answer.text === '' ? undefined : problem('the document knows no body');
    }
    const [documented, { schema }] = content.find(([name]) => name === type) ?? [undefined, {}];
    if (documented === undefined) {
      return problem(
        `content type ${type}, and the document knows ${content.map(([name]) => name).join(', ')}`,
      );
    }
    if (!/[/+]json$/.test(documented)) return undefined;
    const body = JSON.parse(answer.text) as { code?: unknown };
    if (documented === PROBLEM) {
      const codes = codesOf(response);
      if (!codes.has(body.code))
        return problem(`code ${body.code}, and the document knows ${[...codes].join(', ')}`);
    }
    if (!schema) return problem('the document has no schema of the body');
    const pointer =
      sharedAs === undefined
        ? ['paths', route.path, method, 'responses', String(answer.status)]
        : ['components', 'responses', sharedAs];
    return prefixed(this.bodyMiss([...pointer, 'content', documented, 'schema'], body), problem);
  }

  private problemMiss({ status, contentType, text }: Answer): string | undefined {
    if (status < 400) return 'an answer of a route that the document does not know';
    if (contentType?.split(';')[0] !== PROBLEM) return `content type ${contentType} instead of ${PROBLEM}`;
    return this.bodyMiss(['components', 'schemas', 'Problem'], JSON.parse(text));
  }

  /** What is wrong with a body, or undefined. @param pointer the way to its schema */
  bodyMiss(pointer: string[], body: unknown): string | undefined {
    const ref = `openapi#/${pointer.map(escapePointer).join('/')}`;
    let validate = this.validators.get(ref);
    if (!validate) {
      validate = this.ajv.compile({ $ref: ref });
      this.validators.set(ref, validate);
    }
    return validate(body) ? undefined : (validate.errors ?? []).map(describe).join('; ');
  }
}

const prefixed = (miss: string | undefined, prefix: (what: string) => string): string | undefined =>
  miss === undefined ? undefined : prefix(miss);

function codeOf({ contentType, text }: Answer): string {
  if (!contentType?.startsWith(PROBLEM)) return '';
  return ` (code ${(JSON.parse(text) as { code: string }).code})`;
}

/** The codes that a response is documented with: by its schema, or by its examples. */
function codesOf(response: Response): Set<unknown> {
  const media = response.content?.[PROBLEM];
  const examples = Object.entries(media?.examples ?? {}).map(([name, { value }]) => value ?? { code: name });
  const values = [media?.example, ...examples];
  const bySchema = [media?.schema, ...((media?.schema?.allOf as Schema[] | undefined) ?? [])].flatMap(
    (schema) => {
      const code = (schema?.properties as Record<string, { enum?: unknown[]; const?: unknown }> | undefined)
        ?.code;
      return [...(code?.enum ?? []), ...(code?.const === undefined ? [] : [code.const])];
    },
  );
  return new Set([...bySchema, ...values.map((value) => (value as { code?: unknown } | undefined)?.code)]);
}

const escapePointer = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

function describe({ instancePath, message, params, data }: ErrorObject): string {
  const found = JSON.stringify(data)?.slice(0, 200);
  return `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}, found ${found}`;
}

let ofProject: Contract | undefined;

/** The contract of openapi.json, which a check of its own holds equal to the code. */
export function projectContract(): Contract {
  ofProject ??= new Contract(
    JSON.parse(readFileSync(join(__dirname, '../../../openapi.json'), 'utf8')) as Document,
  );
  return ofProject;
}
