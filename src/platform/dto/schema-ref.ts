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

export type SchemaNode = Record<string, unknown>;
type Refinement = (schemas: Record<string, SchemaNode>) => void;
const refinements: Refinement[] = [];

/** For what the rules between fields mean as schemas. Schemas still have the names of their classes. */
export function refineSchemasBy(refinement: Refinement): void {
  refinements.push(refinement);
}

export function applyRefinements(schemas: Record<string, SchemaNode>): void {
  for (const refine of refinements) refine(schemas);
}
