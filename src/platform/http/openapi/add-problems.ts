import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors';
import { exampleOf } from './add-examples';
import type { Node, Operation } from './document-parts';
import { problemMembersOf, problemSchemaName } from './problem-members';

const REQUEST_ID = '5b8c5d7e-6a0f-4a3b-9d2e-0f8f5f0f6f3a';
/** Problems that name fields, by what they name. */
const FIELD_ERRORS: Partial<Record<ErrorCode, Node[]>> = {
  VALIDATION_FAILED: [
    { pointer: '/quantity', code: 'IS_INT', message: 'quantity must be an integer number' },
  ],
  INVALID_CURSOR: [
    {
      parameter: 'cursor',
      code: 'INVALID_CURSOR',
      message: 'cursor must be the nextCursor of a page before',
    },
  ],
};
const READING = new Set(['get', 'head']);

/** Documents every problem that an operation can answer with, by status, each code with its example. */
export function addProblems(document: OpenAPIObject, operation: Operation): void {
  const { node } = operation;
  delete node.responses.default;
  const codes = new Set([...impliedProblems(operation), ...operation.problems]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    if (!codes.has(code)) continue;
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
    addExample(document, code);
  }
  for (const [status, group] of byStatus) {
    const name = [status, ...group].join('.');
    document.components ??= {};
    document.components.responses ??= {};
    document.components.responses[name] ??= problemResponse(document, status, group) as never;
    node.responses[status] = { $ref: `#/components/responses/${name}` };
  }
}

/** What follows from how an operation is declared. */
function impliedProblems({ node, method, path, roles }: Operation): ErrorCode[] {
  const codes: ErrorCode[] = ['INTERNAL'];
  if (path !== '/health/live') codes.push('BUSY');
  if (roles !== 'public') codes.push('UNAUTHENTICATED', 'TOKEN_EXPIRED', 'FORBIDDEN');
  const parameters = node.parameters ?? [];
  if (parameters.length > 0 || node.requestBody) codes.push('VALIDATION_FAILED');
  if (path.includes('{')) codes.push('MALFORMED_REQUEST');
  if (parameters.some(({ name }) => name === 'cursor')) codes.push('INVALID_CURSOR');
  if (parameters.some(({ name }) => name === 'Idempotency-Key')) codes.push('IDEMPOTENCY_KEY_REUSED');
  // A body is read, and may be broken, also where none is needed.
  if (!READING.has(method)) codes.push('MALFORMED_BODY', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  return codes;
}

function problemResponse(document: OpenAPIObject, status: number, codes: ErrorCode[]): Node {
  return {
    description: `${STATUS_CODES[status]}: ${codes.join(', ')}.`,
    content: {
      'application/problem+json': {
        schema: problemSchema(document, codes),
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
    ...(status === 503
      ? {
          headers: {
            'Retry-After': {
              description: 'Seconds to wait, where they are known.',
              schema: { type: 'integer' },
            },
          },
        }
      : {}),
  };
}

/** Told apart by code: those with members of their own, and all others. */
function problemSchema(document: OpenAPIObject, codes: ErrorCode[]): Node {
  const others = codes.filter((code) => !problemMembersOf(document, code));
  const narrowed = {
    type: 'object',
    properties: { code: { type: 'string', enum: others } },
    required: ['code'],
  };
  const schemas: Node[] = codes
    .filter((code) => !others.includes(code))
    .map((code) => ({ $ref: `#/components/schemas/${problemSchemaName(code)}` }));
  if (others.length > 0) schemas.unshift({ allOf: [{ $ref: '#/components/schemas/Problem' }, narrowed] });
  return schemas.length === 1 ? schemas[0]! : { oneOf: schemas };
}

function addExample(document: OpenAPIObject, code: ErrorCode): void {
  const { status, title } = ERROR_CODES[code];
  const errors = FIELD_ERRORS[code];
  const value = {
    type: `urn:coupon:problem:${code}`,
    title,
    status,
    instance: '/v1/example',
    code,
    ...(errors ? { errors } : {}),
    requestId: REQUEST_ID,
    ...exampleOfMembers(document, code),
  };
  document.components ??= {};
  document.components.examples ??= {};
  document.components.examples[code] = { summary: title, value };
}

/** What is always there, or else the first thing that may be. */
function exampleOfMembers(document: OpenAPIObject, code: ErrorCode): Node {
  const { properties = {}, required = [] } = problemMembersOf(document, code) ?? {};
  const shown = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(shown.map((name) => [name, exampleOf(document, properties[name]!)]));
}
