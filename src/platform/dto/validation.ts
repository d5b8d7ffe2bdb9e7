import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import {
  getMetadataStorage,
  type ValidationError,
  type ValidatorOptions,
  validate,
  validateSync,
} from 'class-validator';
import { AppError, type FieldError } from '../../shared/errors';
import { isLongList, type LongList, readDto } from './read-dto';

const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: false,
  validationError: { target: false, value: false },
};

/** So many items of a list are checked in one turn of the event loop. */
const ITEMS_PER_TURN = 50;
/** After so many faults the items of lists are not looked at any more: whoever sent them has enough to do. */
const MAX_FAULTS = 500;

rememberRules();

/**
 * For every object that it checks, class-validator goes through the rules of all classes to find those that the object's class
 * inherits, and groups them by property. They are complete once a class is in use, so that is done once. What it would say of the
 * items of long lists is left to {@link faultsOfItems}.
 */
function rememberRules(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  type Rules = ReturnType<typeof find>;
  const known = new Map<unknown, Rules>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    // Other cases than ours are the library's alone. The schema's name, which nested objects come with, is for rules that belong to
    // a name instead of a class; ours don't.
    if (always || strictGroups || groups?.length) {
      return find(target, schema, always, strictGroups, groups);
    }
    const before = known.get(target);
    if (before) return before;
    const all = find(target, schema, always, strictGroups, groups);
    const rules = all.filter((rule) => rule.type !== 'nestedValidation' || !isLongList(all, rule));
    known.set(target, rules);
    return rules;
  };
  const group = storage.groupByPropertyName.bind(storage);
  const grouped = new WeakMap<Rules, ReturnType<typeof group>>();
  storage.groupByPropertyName = (rules) => {
    const byProperty = grouped.get(rules) ?? group(rules);
    grouped.set(rules, byProperty);
    return byProperty;
  };
}

/** Checks bodies and queries against their DTO. Unknown fields are refused, every field at fault is named. */
@Injectable()
export class RequestValidation implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'query' && type !== 'body') || !isDto(metatype)) return value;
    // Nothing would otherwise pass for an object that leaves all its fields out, and empty or change whatever they stand for.
    if (!isObject(value)) throw noBody('the body must be a JSON object', 'IS_OBJECT');
    return check(metatype, value, type);
  }
}

async function check(dto: Type, value: object, place: 'body' | 'query'): Promise<object> {
  const { instance, lists } = readDto<object>(dto, value);
  const errors = await validate(instance, OPTIONS);
  const faults = errors.flatMap((error) => fieldErrors(error, ''));
  for (const list of lists) faults.push(...(await faultsOfItems(list, MAX_FAULTS - faults.length)));
  if (faults.length > 0) throw refuse(faults, place);
  return instance;
}

/** What is wrong with the items of a list, of which there may be thousands: a few in each turn of the event loop. */
async function faultsOfItems({ pointer, name, items }: LongList, most: number): Promise<FieldError[]> {
  const faults: FieldError[] = [];
  for (const [at, item] of items.entries()) {
    if (faults.length >= most) break;
    if (at > 0 && at % ITEMS_PER_TURN === 0) await nextTurn();
    const place = `${pointer}/${at}`;
    if (typeof item === 'object' && item !== null) {
      const errors = Array.isArray(item) ? [] : validateSync(item, OPTIONS);
      faults.push(...errors.flatMap((error) => fieldErrors(error, place)));
    } else {
      const message = `each value in nested property ${name} must be either object or array`;
      faults.push({ pointer: place, code: 'NESTED_VALIDATION', message });
    }
  }
  return faults;
}

/**
 * Checks a body that did not come over HTTP, such as a command's options, by the same DTO.
 * @throws AppError VALIDATION_FAILED
 */
export function checkBody<T>(dto: Type<T>, value: unknown): Promise<T> {
  return new RequestValidation().transform(value, { type: 'body', metatype: dto }) as Promise<T>;
}

/** The body as a whole is at fault: RFC 6901 points to all of it by an empty pointer. */
export function noBody(message: string, code: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer: '', code, message }] });
}

/** Without a DTO a handler takes the body as it is, such as a stream of CSV. */
function isDto(metatype: ArgumentMetadata['metatype']): metatype is Type {
  return metatype !== undefined && metatype !== Object;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(faults: FieldError[], place: 'body' | 'query'): AppError {
  return new AppError('VALIDATION_FAILED', { errors: place === 'body' ? faults : faults.map(asParameter) });
}

/** A nested error becomes one row per failed rule, with an RFC 6901 pointer to the field. */
export function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    pointer,
    code: rule === 'whitelistValidation' ? 'UNKNOWN_FIELD' : toCode(rule),
    message: rule === 'whitelistValidation' ? `${error.property} is not a field of this request` : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, pointer))];
}

function asParameter({ pointer, ...rest }: FieldError): FieldError {
  return { parameter: pointer?.slice(1), ...rest };
}

/** `isInt` → `IS_INT`: the rule that failed, as a stable code. */
function toCode(rule: string): string {
  return rule.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
