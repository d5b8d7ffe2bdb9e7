export type Schema = { [key: string]: unknown };

/**
 * A copy of an OpenAPI document in which objects have the fields that their schemas name, and no others, unless a schema says
 * something of its own about others. What is put together (by allOf, or by properties beside oneOf or anyOf) is closed as a
 * whole: its parts are referred to as they stand, under components/openSchemas.
 */
export function closeSchemas<T extends object>(document: T): T {
  const closed = structuredClone(document) as T & { components: Record<string, Record<string, Schema>> };
  const { schemas = {} } = closed.components ?? {};
  const open = structuredClone(schemas);
  for (const schema of Object.values(open)) close(schema, false);
  close(closed, true);
  if (closed.components) closed.components.openSchemas = open;
  return closed;
}

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const ABOUT_OTHERS = ['additionalProperties', 'unevaluatedProperties', 'patternProperties'];

const COMPOSERS = ['allOf', 'oneOf', 'anyOf'];
const DATA = ['example', 'examples', 'default', 'enum', 'const'];

/** @param asWhole whether this schema says all about its object; a part of what is put together does not */
function close(node: unknown, asWhole: boolean): void {
  if (Array.isArray(node)) {
    for (const item of node) close(item, true);
    return;
  }
  if (!isObject(node)) return;
  const composed = isComposed(node);
  for (const [key, value] of Object.entries(node)) {
    if (DATA.includes(key)) continue;
    // Properties are schemas by name: one may be called `properties` itself.
    if (key === 'properties' && isObject(value))
      for (const property of Object.values(value)) close(property, true);
    else if (COMPOSERS.includes(key) && Array.isArray(value)) {
      for (const part of value as Schema[]) {
        if (composed || !asWhole) openPart(part);
        else close(part, true);
      }
    } else close(value, true);
  }
  if (!asWhole || ABOUT_OTHERS.some((key) => key in node)) return;
  if (composed) node.unevaluatedProperties = false;
  else if (isObject(node.properties)) node.additionalProperties = false;
}

/** Whether several schemas together say what fields there are. Alternatives alone, or an allOf around one schema, do not. */
function isComposed(node: Schema): boolean {
  const lists = COMPOSERS.map((key) => node[key]).filter(Array.isArray);
  const parts = Array.isArray(node.allOf) ? node.allOf.length : 0;
  return parts > 1 || lists.length > 1 || (lists.length === 1 && isObject(node.properties));
}

/** A part of what is put together: its own fields are schemas like any others, itself it stays open. */
function openPart(part: Schema): void {
  if (typeof part.$ref === 'string') {
    part.$ref = part.$ref.replace('#/components/schemas/', '#/components/openSchemas/');
  } else close(part, false);
}
