/** Schemas that no class stands for, by name. */
const schemas = new Map<string, Record<string, unknown>>();

/** Names a schema of the document. @returns the reference to it */
export function schemaRef(name: string, schema: Record<string, unknown>): string {
  schemas.set(name, schema);
  return `#/components/schemas/${name}`;
}

export function namedSchemas(): Record<string, Record<string, unknown>> {
  return structuredClone(Object.fromEntries(schemas));
}
