import type { Node } from '../document-parts';

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** A schema without references and alternatives. */
export interface Shape extends Node {
  properties?: Record<string, Node>;
  required?: string[];
}

/** The most alternatives of one schema that are told apart. */
const MAX_ALTERNATIVES = 64;

export function resolve(document: Node, node: Node): Node {
  if (typeof node.$ref !== 'string') return node;
  const { $ref, ...beside } = node;
  const found = ($ref as string)
    .split('/')
    .slice(1)
    .reduce<unknown>((inside, part) => (isNode(inside) ? inside[part] : undefined), document);
  if (!isNode(found)) throw new Error(`${$ref} leads nowhere`);
  return { ...resolve(document, found), ...beside };
}

/** Each way in which a value can fit a schema: oneOf and anyOf one by one, allOf put together. */
export function alternatives(document: Node, schema: Node | undefined): Shape[] {
  if (!schema) return [];
  const { allOf, oneOf, anyOf, ...own } = resolve(document, schema);
  let shapes: Shape[] = [own];
  for (const part of listOf(allOf)) shapes = products(shapes, alternatives(document, part as Node));
  for (const choice of [oneOf, anyOf]) {
    if (!Array.isArray(choice)) continue;
    shapes = products(
      shapes,
      choice.flatMap((part) => alternatives(document, part as Node)),
    );
  }
  return shapes.slice(0, MAX_ALTERNATIVES);
}

const products = (shapes: Shape[], others: Shape[]): Shape[] =>
  shapes.flatMap((shape) => others.map((other) => merge(shape, other)));

function merge(one: Shape, other: Shape): Shape {
  const properties = { ...one.properties };
  for (const [name, schema] of Object.entries(other.properties ?? {})) {
    // What an alternative says of a field is narrower than what stands beside it.
    const { oneOf: _one, anyOf: _any, ...rest } = properties[name] ?? {};
    properties[name] = '$ref' in schema ? schema : { ...rest, ...schema };
  }
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])];
  const merged: Shape = { ...one, ...other };
  if (Object.keys(properties).length > 0) merged.properties = properties;
  if (required.length > 0) merged.required = required;
  return merged;
}

export function valuesOf(schema: Node | undefined): unknown[] | undefined {
  if (!schema) return undefined;
  if ('const' in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}
