import {
  type ArgumentMetadata,
  Injectable,
  type PipeTransform,
  type Type,
  ValidationPipe,
  type ValidationPipeOptions,
} from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { AppError, type FieldError } from '../../shared/errors';

const OPTIONS: ValidationPipeOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  stopAtFirstError: false,
  validationError: { target: false, value: false },
};

rememberRules();

/**
 * For every object that it checks, class-validator goes through the rules of all classes to find those that the object's class
 * inherits. They are complete once a class is in use, so they are looked for once.
 */
function rememberRules(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  type Rules = ReturnType<typeof find>;
  const known = new Map<unknown, Rules>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    // Other cases than ours are the library's alone.
    if (schema || always || strictGroups || groups?.length) {
      return find(target, schema, always, strictGroups, groups);
    }
    const rules = known.get(target) ?? find(target, schema, always, strictGroups, groups);
    known.set(target, rules);
    return rules;
  };
}

/** Checks bodies and queries against their DTO. Unknown fields are refused, every field at fault is named. */
@Injectable()
export class RequestValidation implements PipeTransform {
  private readonly body = new ValidationPipe({
    ...OPTIONS,
    exceptionFactory: (errors) => refuse(errors, 'body'),
  });
  private readonly query = new ValidationPipe({
    ...OPTIONS,
    exceptionFactory: (errors) => refuse(errors, 'query'),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type === 'query') return this.query.transform(value, metadata);
    if (metadata.type !== 'body' || !isDto(metadata.metatype)) return value;
    // Nothing would otherwise pass for an object that leaves all its fields out, and empty or change whatever they stand for.
    if (!isObject(value)) throw noBody('the body must be a JSON object', 'IS_OBJECT');
    return this.body.transform(value, metadata);
  }
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
function isDto(metatype: ArgumentMetadata['metatype']): boolean {
  return metatype !== undefined && metatype !== Object;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(errors: ValidationError[], place: 'body' | 'query'): AppError {
  return new AppError('VALIDATION_FAILED', {
    errors: errors
      .flatMap((error) => fieldErrors(error, ''))
      .map((field) => (place === 'body' ? field : asParameter(field))),
  });
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
