import { AppError } from './errors';

const ID = /^[1-9]\d{0,15}$/;

/** True for an id as it appears in URLs and bodies: a positive integer of at most 16 digits. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

/** @throws AppError VALIDATION_FAILED naming the parameter */
export function checkId(name: string, value: string): void {
  if (isId(value)) return;
  const message = `${name} must be a positive integer of at most 16 digits`;
  throw new AppError('VALIDATION_FAILED', { errors: [{ parameter: name, code: 'IS_ID', message }] });
}
