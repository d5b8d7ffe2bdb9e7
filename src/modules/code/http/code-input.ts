import { AppError } from '../../../shared/errors';
import type { Revocation } from '../application/revoke-codes';
import type { RevokeCodesDto } from './code.dto';

/** @throws AppError VALIDATION_FAILED when it is not exactly one of a code, a range, and all */
export function toRevocation({ code, from, until, all }: RevokeCodesDto): Revocation {
  const isRange = from !== undefined || until !== undefined;
  if ([code !== undefined, isRange, all !== undefined].filter(Boolean).length !== 1) {
    throw invalid('', 'give a code, or from and until, or all');
  }
  if (code !== undefined) return { code };
  if (all) return 'all';
  if (from === undefined) throw invalid('/from', 'until needs a from');
  if (until === undefined) throw invalid('/until', 'from needs an until');
  if (until < from) throw invalid('/until', 'until must not be less than from');
  return { from, until };
}

function invalid(pointer: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer, code: 'REVOCATION', message }] });
}
