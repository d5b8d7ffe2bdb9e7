import { refineSchemasBy, type SchemaNode } from '../../../platform/dto';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** What came of an operation follows from its kind and status: each case is a closed schema of its own, which excludes the others. */
refineSchemasBy((schemas) => {
  const { properties, ...rest } = schemas.OperationDto as { properties: Record<string, SchemaNode> };
  const finishedAt = { type: 'string', format: 'date-time', example: '2026-12-01T09:00:01.000Z' };
  const cases: Record<string, Record<string, SchemaNode>> = {
    PendingOperation: {
      status: { type: 'string', const: 'pending' },
      finishedAt: { type: 'null', example: null },
      result: { type: 'null', example: null },
    },
    IssuedOperation: {
      kind: { type: 'string', enum: ['claim', 'issue'], example: 'issue' },
      status: { type: 'string', const: 'done' },
      finishedAt,
      result: ref('IssueReportDto'),
    },
    RevokedOperation: {
      kind: { type: 'string', const: 'revoke_batch' },
      status: { type: 'string', const: 'done' },
      finishedAt,
      result: ref('RevokedCountDto'),
    },
  };
  for (const [name, own] of Object.entries(cases)) {
    schemas[name] = { ...rest, properties: { ...properties, ...own }, additionalProperties: false };
  }
  schemas.OperationDto = {
    oneOf: Object.keys(cases).map(ref),
    description: '`status` and `kind` say which of these it is.',
  };
});
