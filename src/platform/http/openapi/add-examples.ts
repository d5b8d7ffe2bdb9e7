import type { OpenAPIObject } from '@nestjs/swagger';
import type { Node, Operation } from './document-parts';

const INSTANT = '2026-11-24T08:00:00.000Z';

/** Gives every request and every good answer one worked example, put together from the examples of its fields. */
export function addExamples(document: OpenAPIObject, { node }: Operation): void {
  const bodies = [
    node.requestBody,
    ...Object.entries(node.responses).flatMap(([status, response]) =>
      Number(status) < 300 ? [response] : [],
    ),
  ];
  for (const [at, body] of bodies.entries()) {
    for (const media of Object.values((body?.content ?? {}) as Record<string, Node>)) {
      if ('example' in media || 'examples' in media) continue;
      media.example = exampleOf(document, media.schema as Node, at === 0);
    }
  }
  for (const parameter of node.parameters ?? []) {
    const schema = parameter.schema as Node | undefined;
    if (schema && 'example' in schema && !('example' in parameter)) {
      parameter.example = schema.example;
      delete schema.example;
    }
    // Nest leaves out the example of a choice.
    if (parameter.in === 'path' && Array.isArray(schema?.enum)) parameter.example ??= schema.enum[0];
  }
}

/** @param brief only what is required, as a request of few words */
export function exampleOf(document: OpenAPIObject, schema: Node, brief = false): unknown {
  if ('example' in schema) return schema.example;
  if ('const' in schema) return schema.const;
  if (typeof schema.$ref === 'string') return exampleOf(document, resolve(document, schema.$ref), brief);
  const choice = (schema.oneOf ?? schema.anyOf) as Node[] | undefined;
  if (choice && !schema.properties) return exampleOf(document, choice[0]!, brief);
  if (Array.isArray(schema.allOf)) {
    const parts = (schema.allOf as Node[]).map((part) => exampleOf(document, part, brief));
    return parts.length === 1 ? parts[0] : Object.assign({}, ...parts);
  }
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return [exampleOf(document, schema.items as Node, brief)];
  if (type === 'object') return exampleOfObject(document, schema, brief);
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  return schema.format === 'date-time' ? INSTANT : 'text';
}

function exampleOfObject(document: OpenAPIObject, schema: Node, brief: boolean): Node {
  const required = (schema.required ?? []) as string[];
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Node>);
  const shown =
    brief && required.length > 0 ? properties.filter(([name]) => required.includes(name)) : properties;
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(document, property, brief)]));
}

function resolve(document: OpenAPIObject, ref: string): Node {
  const schema = document.components?.schemas?.[ref.replace('#/components/schemas/', '')];
  if (!schema) throw new Error(`${ref} leads nowhere`);
  return schema as unknown as Node;
}
