import type { OpenAPIObject } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import { SchemaPart } from '../../dto/checked-by';
import type { Node, Operation } from './document-parts';
import type { Handler } from './handlers';

/** Where @nestjs/swagger keeps what it knows of a class's fields. */
const FIELDS = 'swagger/apiModelPropertiesArray';
const FIELD = 'swagger/apiModelProperties';

interface Rule {
  name?: string;
  type: string;
  constraints?: unknown[];
  each: boolean;
  propertyName: string;
}

/** Takes the limits of requests from the rules that check them, so that the two can't differ. */
export function addRules(document: OpenAPIObject, handlers: Map<string, Handler>): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Node>;
  for (const type of checkedClasses(handlers)) {
    applyRules(type, (schemas[type.name]?.properties ?? {}) as Record<string, Node>);
  }
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as Operation['node'][]) {
      const query = handlers.get(operation.operationId)?.query;
      if (query) applyRules(query, queryParameters(operation));
    }
  }
}

function applyRules(type: CallableFunction, properties: Record<string, Node>): void {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) as Rule[];
  for (const rule of rules) {
    const property = properties[rule.propertyName];
    const schema = rule.each ? (property?.items as Node | undefined) : property;
    if (property && rule.each) moveToItems(property, rule);
    if (schema && !isComposed(schema)) applyRule(schema, rule);
  }
}

/** Nest's plugin takes a limit of each item for one of the list. */
function moveToItems(property: Node, { name, type }: Rule): void {
  const keyword = { min: 'minimum', max: 'maximum' }[name ?? type];
  if (keyword) delete property[keyword];
}

const queryParameters = ({ parameters = [] }: Operation['node']): Record<string, Node> =>
  Object.fromEntries(
    parameters
      .filter((each) => each.in === 'query')
      .map((each) => [each.name as string, each.schema as Node]),
  );

/** All classes of input: the bodies, and those that their fields are of. Many have rules only from the class that they extend. */
function checkedClasses(handlers: Map<string, Handler>): Set<CallableFunction> {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<CallableFunction, unknown> };
  const classes = new Set<CallableFunction>(storage.validationMetadatas.keys());
  const waiting = [...handlers.values()].flatMap(({ body }) => body ?? []);
  const seen = new Set<CallableFunction>();
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    classes.add(type);
    waiting.push(...fieldTypesOf(type));
  }
  return classes;
}

/** As Nest's generator knows them: a class, a list of one, or a function that gives either. */
function fieldTypesOf({ prototype }: CallableFunction): CallableFunction[] {
  const fields = (Reflect.getMetadata(FIELDS, prototype ?? {}) ?? []) as string[];
  return fields.flatMap((field) => {
    const { type } = Reflect.getMetadata(FIELD, prototype as object, field.slice(1)) as { type?: unknown };
    const given = typeof type === 'function' && type.name === 'type' ? (type as () => unknown)() : type;
    const [one] = Array.isArray(given) ? given : [given];
    return typeof one === 'function' && one.prototype ? [one as CallableFunction] : [];
  });
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
    default:
      // A rule of our own says itself what a schema can say of it.
      if (first instanceof SchemaPart) {
        for (const [keyword, value] of Object.entries(first.keywords)) schema[keyword] = value;
      }
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
