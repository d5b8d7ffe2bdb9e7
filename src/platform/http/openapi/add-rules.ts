import type { OpenAPIObject } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import type { Node } from './refine-schemas';

interface Rule {
  name?: string;
  type: string;
  constraints?: unknown[];
  each: boolean;
  propertyName: string;
}

/** Takes the limits of requests from the rules that check them, so that the two can't differ. */
export function addRules(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Node>;
  for (const [name, target] of checkedClasses()) {
    const properties = schemas[name]?.properties as Record<string, Node> | undefined;
    if (!properties) continue;
    const rules = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false) as Rule[];
    for (const rule of rules) {
      const property = properties[rule.propertyName];
      const schema = rule.each ? (property?.items as Node | undefined) : property;
      if (schema && !isComposed(schema)) applyRule(schema, rule);
    }
  }
}

/** Classes with rules, by name, also those that only inherit them. */
function checkedClasses(): Map<string, CallableFunction> {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<CallableFunction, unknown> };
  const classes = new Map<string, CallableFunction>();
  for (const target of storage.validationMetadatas.keys()) classes.set(target.name, target);
  return classes;
}

function isComposed(schema: Node): boolean {
  return '$ref' in schema || 'allOf' in schema || 'oneOf' in schema;
}

function applyRule(schema: Node, { name, type, constraints = [] }: Rule): void {
  const [first, second] = constraints;
  switch (name ?? type) {
    case 'isInt':
      schema.type = Array.isArray(schema.type) ? ['integer', 'null'] : 'integer';
      break;
    case 'min':
      schema.minimum ??= first;
      break;
    case 'max':
      schema.maximum ??= first;
      break;
    case 'arrayMinSize':
      schema.minItems ??= first;
      break;
    case 'arrayMaxSize':
      schema.maxItems ??= first;
      break;
    case 'arrayUnique':
      schema.uniqueItems = true;
      break;
    case 'isLength':
      schema.minLength ??= first;
      schema.maxLength ??= second;
      break;
    case 'maxLength':
      schema.maxLength ??= first;
      break;
    case 'isInstant':
      schema.format = 'date-time';
      break;
    case 'isTimeOfDay':
      schema.pattern ??= '^([01]\\d|2[0-3]):[0-5]\\d$';
      break;
    case 'equals':
      schema.const = first;
      delete schema.enum;
      break;
    case 'matches':
      if (first instanceof RegExp) applyPattern(schema, first);
      break;
    case 'isIn':
      if (Array.isArray(first) && !schema.enum) schema.enum = [...first];
      break;
  }
}

/** Our patterns for texts use Unicode classes, which many tools can't read: their length and that they aren't blank will do. */
function applyPattern(schema: Node, { source, flags }: RegExp): void {
  const lengths = /\{(\d+),(\d+)\}\$$/.exec(source);
  if (!flags.includes('u')) {
    if (!flags.includes('i')) schema.pattern ??= source;
  } else if (lengths) {
    schema.pattern ??= '\\S';
    schema.minLength ??= Number(lengths[1]);
    schema.maxLength ??= Number(lengths[2]);
  }
}
