import type { Type } from '@nestjs/common';
import { TransformationType } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';

/** So many fields that a DTO doesn't have are taken over: it is refused for the first already. */
const MAX_UNKNOWN = 20;
/** So much of a list is taken over where none belongs. */
const MAX_WHERE_NONE_BELONGS = 20;

type Plain = Record<string, unknown>;
type TypeMetadata = NonNullable<ReturnType<typeof defaultMetadataStorage.findTypeMetadata>>;

/** What its decorators say of a DTO's property. */
interface Property {
  maxItems: number;
  type: TypeMetadata | undefined;
  transforms: ReturnType<typeof defaultMetadataStorage.findTransformMetadatas>;
}

const known = new Map<Type, ReadonlyMap<string, Property>>();

/**
 * What came as JSON or as a query, as an instance of its DTO, to be validated. It does what class-transformer's `plainToInstance`
 * does for our DTOs (`@Type` with and without discriminator, `@Transform`, defaults), in two ways otherwise, since that holds the
 * event loop for a second for a body of 29,000 values:
 * - Values are taken over as they are, not copied one by one.
 * - What makes a body wrong whatever else is in it is cut short: past its largest size a list is taken over by one item more than it
 *   may have, and of unknown fields the first ones. So it is refused, for the same reasons, at a cost that has a bound.
 */
export function readDto<T extends object>(dto: Type<T>, plain: object): ReadDto<T> {
  const reading: Reading = { unknown: MAX_UNKNOWN, lists: [] };
  return { instance: toInstance(dto, plain as Plain, reading, '') as T, lists: reading.lists };
}

export interface ReadDto<T> {
  instance: T;
  /** Its lists of objects that may be long, whose items class-validator is kept from: see {@link isLongList}. */
  lists: readonly LongList[];
}

export interface LongList {
  /** RFC 6901. */
  pointer: string;
  name: string;
  items: readonly unknown[];
}

/** Lists of objects that may have more items than this are checked item by item. */
const LONG = 100;

interface Reading {
  unknown: number;
  lists: LongList[];
}

type Rule = ReturnType<typeof rulesOf>[number];

/** Whether a rule belongs to a property that may be a long list. @param rules those of its class */
export function isLongList(rules: readonly Rule[], { propertyName }: Rule): boolean {
  return rules.some(
    (rule) =>
      rule.propertyName === propertyName &&
      rule.name === 'arrayMaxSize' &&
      Number(rule.constraints[0]) > LONG,
  );
}

function toInstance(dto: Type, plain: Plain, reading: Reading, pointer: string): object {
  const instance = new dto() as Plain;
  const properties = propertiesOf(dto);
  for (const key of Object.keys(plain)) {
    // Names that every object knows, such as "constructor", and the one that would make it another object.
    if (key === '__proto__' || instance[key] instanceof Function) continue;
    const property = properties.get(key);
    if (property)
      instance[key] = transformed(property, { plain, key, reading, pointer: `${pointer}/${key}` });
    else if (reading.unknown-- > 0) instance[key] = plain[key];
  }
  return instance;
}

interface Place {
  plain: Plain;
  key: string;
  reading: Reading;
  pointer: string;
}

function transformed({ maxItems, type, transforms }: Property, place: Place): unknown {
  const { plain, key, pointer, reading } = place;
  const given = plain[key];
  const cut = Array.isArray(given) && given.length > maxItems ? given.slice(0, maxItems + 1) : given;
  const value = type ? typed(type, cut, place) : cut;
  if (type && maxItems > LONG && Array.isArray(value))
    reading.lists.push({ pointer, name: key, items: value });
  return transforms.reduce(
    (before, { transformFn }) =>
      transformFn({
        ...{ value: before, key, obj: plain, options: {} },
        type: TransformationType.PLAIN_TO_CLASS,
      }),
    value,
  );
}

function typed(type: TypeMetadata, value: unknown, place: Place): unknown {
  if (Array.isArray(value)) {
    return value.map((item, at) =>
      typed(type, Array.isArray(item) ? item.slice(0, 1) : item, {
        ...place,
        pointer: `${place.pointer}/${at}`,
      }),
    );
  }
  if (value === undefined || value === null) return value;
  const target = targetOf(type, value, place);
  if (target === Number) return Number(value);
  return typeof value === 'object'
    ? toInstance(target as Type, value as Plain, place.reading, place.pointer)
    : value;
}

function targetOf({ typeFunction, options }: TypeMetadata, value: unknown, { plain, key }: Place): unknown {
  const { property, subTypes = [] } = options.discriminator ?? {};
  const name = property === undefined ? undefined : (value as Plain)[property];
  const found = subTypes.find((subType) => subType.name === name);
  return found?.value ?? typeFunction({ newObject: {}, object: plain, property: key });
}

function propertiesOf(dto: Type): ReadonlyMap<string, Property> {
  const before = known.get(dto);
  if (before) return before;
  const properties = new Map<string, Property>();
  for (const { propertyName, name, each, constraints } of rulesOf(dto)) {
    const property = properties.get(propertyName) ?? {
      maxItems: MAX_WHERE_NONE_BELONGS,
      type: defaultMetadataStorage.findTypeMetadata(dto, propertyName),
      transforms: defaultMetadataStorage.findTransformMetadatas(
        dto,
        propertyName,
        TransformationType.PLAIN_TO_CLASS,
      ),
    };
    if (name === 'arrayMaxSize') property.maxItems = Number(constraints[0]);
    else if ((each || name === 'isArray') && property.maxItems === MAX_WHERE_NONE_BELONGS) {
      // A list; the rule that says how long it may be may come later.
      property.maxItems = Number.POSITIVE_INFINITY;
    }
    properties.set(propertyName, property);
  }
  known.set(dto, properties);
  return properties;
}

function rulesOf(dto: Type) {
  return getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
}
