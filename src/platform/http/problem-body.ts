import { type AppError, ERROR_CODES } from '../../shared/errors';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/**
 * An error as the body of an answer, as RFC 9457 has it.
 * @param instance the path of the request
 */
export function problemBody(
  { code, status, options: { detail, errors, extra } }: AppError,
  instance: string,
  requestId: string,
): Record<string, unknown> {
  return {
    // First, so that an extension can never stand in for a member of the standard.
    ...extra,
    type: `urn:coupon:problem:${code}`,
    title: ERROR_CODES[code].title,
    status,
    ...(detail ? { detail } : {}),
    instance,
    code,
    ...(errors ? { errors } : {}),
    requestId,
  };
}
