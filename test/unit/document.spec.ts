import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const DOCUMENT = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8'));
const ajv = addFormats(new Ajv2020({ strict: false, validateSchema: false }));
ajv.addSchema(DOCUMENT, 'openapi');
const accepts = (name: string, value: unknown): boolean =>
  ajv.compile({ $ref: `openapi#/components/schemas/${name}` })(value);

describe('an operation is one of its cases, and its status and kind say which', () => {
  const CASES: string[] = DOCUMENT.components.schemas.Operation.oneOf.map(({ $ref }: { $ref: string }) =>
    $ref.split('/').at(-1),
  );
  const head = { operationId: '501', batchId: '1', createdAt: '2026-12-01T09:00:00.000Z' };
  const issued = { batchId: '1', issued: 0, refused: 0, failed: 0, results: [] };
  const pending = { status: 'pending', finishedAt: null };
  const done = { status: 'done', finishedAt: '2026-12-01T09:00:01.000Z' };

  test.each([
    { ...head, ...pending, kind: 'claim', result: null },
    { ...head, ...pending, kind: 'revoke_batch', result: null },
    { ...head, ...done, kind: 'claim', result: issued },
    { ...head, ...done, kind: 'issue', result: issued },
    { ...head, ...done, kind: 'revoke_batch', result: { revoked: 3 } },
  ])('$status $kind: one of them', (operation) => {
    expect(CASES.filter((name) => accepts(name, operation))).toHaveLength(1);
  });

  test.each([
    { ...head, ...pending, kind: 'issue', result: issued },
    { ...head, ...done, kind: 'issue', result: null },
    { ...head, ...done, kind: 'issue', result: { revoked: 3 } },
    { ...head, ...done, kind: 'revoke_batch', result: issued },
    { ...head, status: 'done', finishedAt: null, kind: 'revoke_batch', result: { revoked: 3 } },
  ])('$status $kind with the result of another: none', (operation) => {
    expect(CASES.filter((name) => accepts(name, operation))).toEqual([]);
  });
});
