import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { SchemaPart } from '../../src/platform/dto/checked-by';

const ROOT = join(__dirname, '../..');
const DOCUMENT = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));

type Schema = Record<string, unknown>;
interface Rule {
  name?: string;
  type: string;
  constraints?: unknown[];
  each: boolean;
  propertyName: string;
}

/** Rules between fields: refinements make them into schemas of their own, which other tests check. */
const BETWEEN_FIELDS = [
  'presentExactlyWhen',
  'allowedWhen',
  'hasAmountOrQuantity',
  'risesFromTierToTier',
  'saysWhom',
];
/** Classes that only others extend. */
const BASES = [
  'PurchaseContextDto',
  'OwnPriceLineDto',
  'OwnPriceCartDto',
  'UnlistedSelectionDto',
  'RuleWordsDto',
  'PurchaseDto',
  'RuleTermsDto',
];
/** Not rules, but how rules are carried out. */
const CARRIED_OUT = ['isOptional', 'conditionalValidation', 'nestedValidation', 'whitelistValidation'];

const hasType = ({ type }: Schema, wanted: string): boolean => [type].flat().includes(wanted);
/** `{1,120}` at a pattern's end. */
const lengthsOf = ({ source }: RegExp): string[] => /\{(\d+),(\d+)\}\$$/.exec(source)?.slice(1) ?? [];

/** Whether a field's schema says what the rule enforces. */
const SAYS: Record<string, (schema: Schema, first: never, second: never) => boolean> = {
  isInt: (schema) => hasType(schema, 'integer'),
  isString: (schema) => hasType(schema, 'string'),
  isBoolean: (schema) => hasType(schema, 'boolean'),
  isArray: (schema) => hasType(schema, 'array'),
  isObject: (schema) =>
    hasType(schema, 'object') || ['$ref', 'allOf', 'oneOf', 'anyOf'].some((key) => key in schema),
  min: (schema, least: number) => schema.minimum === least,
  max: (schema, most: number) => schema.maximum === most,
  arrayMinSize: (schema, least: number) => schema.minItems === least,
  arrayMaxSize: (schema, most: number) => schema.maxItems === most,
  arrayUnique: (schema, by?: unknown) => schema.uniqueItems === true || by !== undefined,
  isLength: (schema, least: number, most: number) => schema.minLength === least && schema.maxLength === most,
  maxLength: (schema, most: number) => schema.maxLength === most,
  equals: (schema, value: unknown) => schema.const === value,
  isIn: (schema, values: unknown[]) =>
    JSON.stringify(schema.enum ?? [schema.const]) === JSON.stringify(values) ||
    ('const' in schema && values.includes(schema.const)),
  matches: (schema, pattern: RegExp) =>
    pattern.flags.includes('u')
      ? Boolean(schema.pattern) &&
        String([schema.minLength ?? 0, schema.maxLength]) === String(lengthsOf(pattern))
      : schema.pattern === pattern.source,
};

function says(schema: Schema, { name, type, constraints = [] }: Rule): boolean {
  const [first, second] = constraints as [never, never];
  if ((first as unknown) instanceof SchemaPart) {
    const { keywords } = first as SchemaPart;
    return Object.entries(keywords).every(
      ([keyword, value]) => JSON.stringify(schema[keyword]) === JSON.stringify(value),
    );
  }
  const check = SAYS[name ?? type];
  if (!check) throw new Error(`nobody has said what the rule ${name ?? type} means in a schema`);
  return check(schema, first, second);
}

/** The schemas that a field has in a class's schema, of which refinements make several where fields depend on each other. */
function fieldSchemas(schema: Schema | undefined, field: string): Schema[] {
  if (!schema) return [];
  if (typeof schema.$ref === 'string') {
    return fieldSchemas(DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)!], field);
  }
  const own = (schema.properties as Record<string, Schema> | undefined)?.[field];
  const parts = ['oneOf', 'anyOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as Schema[]);
  // Alternatives of a class with properties only say how they depend on each other.
  return own ? [own] : parts.flatMap((part) => fieldSchemas(part, field));
}

/** Of a query's class: the parameters of the operations that have just its fields. */
function parameterSchemas(fields: string[]): Record<string, Schema>[] {
  const operations = Object.values(DOCUMENT.paths).flatMap((item) => Object.values(item as object));
  return operations
    .map(({ parameters = [] }) =>
      Object.fromEntries(
        parameters
          .filter((parameter: Schema) => parameter.in === 'query')
          .map(({ name, schema }: { name: string; schema: Schema }) => [name, schema]),
      ),
    )
    .filter((parameters) => String(Object.keys(parameters).sort()) === String([...fields].sort()));
}

const FILES = [
  'platform/dto',
  ...readdirSync(join(ROOT, 'src/modules')).flatMap((name) => [
    `modules/${name}/http`,
    `modules/${name}/content`,
  ]),
]
  .map((folder) => join(ROOT, 'src', folder))
  .flatMap((folder) => {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.dto.ts'))
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  });

/** Every class of input that a file exports, with its rules, those that it inherits among them. */
const CHECKED = FILES.flatMap((file) => Object.values(require(file) as Record<string, unknown>))
  .filter(
    (value): value is CallableFunction & { name: string } =>
      typeof value === 'function' && /Dto$/.test(value.name),
  )
  .map((type) => ({
    name: type.name,
    rules: (getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) as Rule[]).filter(
      ({ name, type: kind }) => ![...BETWEEN_FIELDS, ...CARRIED_OUT].includes(name ?? kind),
    ),
  }))
  .filter(({ rules }) => rules.length > 0);

test('classes of input are found', () => {
  expect(CHECKED.length).toBeGreaterThan(50);
  expect(CHECKED.flatMap(({ rules }) => rules).length).toBeGreaterThan(300);
});

test.each(CHECKED)('the document says every limit of $name', ({ name, rules }) => {
  const fields = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const schema = DOCUMENT.components.schemas[name.replace(/Dto$/, '')] as Schema | undefined;
  const places = schema
    ? [(field: string) => fieldSchemas(schema, field)]
    : parameterSchemas(fields).map((query) => (field: string) => [query[field]!]);
  // What nothing refers to is the base of others, which inherit its rules.
  if (places.length === 0) {
    expect(BASES).toContain(name);
    return;
  }
  const missing = places.map((schemasOf) =>
    rules.filter((rule) => {
      const found = schemasOf(rule.propertyName).map((field) =>
        rule.each ? (field.items as Schema) : field,
      );
      return found.length === 0 || !found.every((field) => field && says(field, rule));
    }),
  );
  // Queries of other classes may have the same fields.
  const [least = []] = missing.sort((a, b) => a.length - b.length);
  expect(
    least.map(({ propertyName, name: rule, constraints }) => ({ propertyName, rule, constraints })),
  ).toEqual([]);
});
