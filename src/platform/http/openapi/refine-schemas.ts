import type { OpenAPIObject } from '@nestjs/swagger';
import { applyRefinements } from '../../dto/schema-ref';
import { type Node, visit } from './document-parts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What Nest can't know of our types: numbers are integers, times are instants, a default makes a field optional. */
export function refineSchemas(document: OpenAPIObject): void {
  applyRefinements(document.components?.schemas as Record<string, Node>);
  renameSchemas(document);
  visit(document, refine);
}

/** Classes end in Dto; clients need not know. */
function renameSchemas(document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  for (const name of Object.keys(schemas)) {
    const short = name.replace(/Dto$/, '');
    if (short === name) continue;
    if (short in schemas) throw new Error(`two schemas would be named ${short}`);
    schemas[short] = schemas[name]!;
    delete schemas[name];
  }
  visit(document, (node) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') node[key] = value.replace(/(^#\/components\/schemas\/.*)Dto$/, '$1');
    }
  });
}

function refine(schema: Node): void {
  if (schema.type === 'number' && schema.format !== 'double') {
    schema.type = 'integer';
    schema.format ??= 'int64';
  }
  if (schema.type === 'string' && typeof schema.example === 'string' && INSTANT.test(schema.example)) {
    schema.format ??= 'date-time';
  }
  if (schema.format === 'currency') {
    delete schema.format;
    schema.pattern ??= '^[A-Z]{3}$';
  }
  if (Array.isArray(schema.required) && typeof schema.properties === 'object') {
    const properties = schema.properties as Record<string, Node>;
    const required = (schema.required as string[]).filter((name) => !('default' in (properties[name] ?? {})));
    if (required.length > 0) schema.required = required;
    else delete schema.required;
  }
}
