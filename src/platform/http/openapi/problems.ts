import { SetMetadata } from '@nestjs/common';
import type { ErrorCode } from '../../../shared/errors';

const PROBLEMS_KEY = 'openapi:problems';
const NEVER_KEY = 'openapi:never';

/**
 * The codes that a handler answers with besides those that follow from how it is declared: its token, its role, its
 * body and parameters, its Idempotency-Key.
 */
export const Problems = (...codes: ErrorCode[]): MethodDecorator => SetMetadata(PROBLEMS_KEY, codes);

/** Of the codes that handlers of a base class name, those that this controller never answers with. */
export const NeverProblems = (...codes: ErrorCode[]): ClassDecorator => SetMetadata(NEVER_KEY, codes);

export function declaredProblems(handler: object, controller: object): ErrorCode[] {
  const codes: ErrorCode[] = Reflect.getMetadata(PROBLEMS_KEY, handler) ?? [];
  const never: ErrorCode[] = Reflect.getMetadata(NEVER_KEY, controller) ?? [];
  return codes.filter((code) => !never.includes(code));
}
