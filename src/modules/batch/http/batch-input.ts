import { AppError } from '../../../shared/errors';
import type { Selection } from '../../audience';
import type { AskedDraft } from '../application/resolve-audience';
import type { Extension, Validity } from '../domain/batch-terms';
import type { RestorePolicy } from '../domain/funding';
import type { ChangeBatchDto, ExtendBatchDto } from './batch.dto';

/**
 * @throws AppError VALIDATION_FAILED when it is not exactly one of a window and a number of days, an extension has no days, or
 *   it has half an audience
 */
export function toDraft(body: ChangeBatchDto): AskedDraft {
  return {
    couponName: body.couponName,
    ruleId: body.ruleId,
    totalCount: body.totalCount,
    perUserLimit: body.perUserLimit,
    audience: body.audience,
    selection: toSelection(body),
    codeMode: body.codeMode,
    claimFrom: new Date(body.claimFrom),
    claimUntil: new Date(body.claimUntil),
    validity: toValidity(body),
    remindDays: [...body.remindDays].sort((a, b) => b - a),
    funding: {
      budgetMinor: body.budgetMinor ?? null,
      merchantShareBp: body.merchantShareBp ?? null,
      restore: toRestorePolicy(body),
    },
  };
}

function toRestorePolicy({ restore, restoreDays }: ChangeBatchDto): RestorePolicy {
  const days = restoreDays ?? null;
  if (restore !== 'extended') {
    if (days === null) return { policy: restore };
    throw invalid('/restoreDays', 'restoreDays is for restore "extended" only', 'RESTORE');
  }
  if (days === null) throw invalid('/restoreDays', 'restore "extended" needs restoreDays', 'RESTORE');
  return { policy: 'extended', days };
}

function toSelection({ audience, selection }: ChangeBatchDto): Selection | null {
  if (audience === 'selected') {
    if (selection) return selection;
    throw invalid('/selection', 'audience "selected" needs a selection', 'SELECTION_MISSING');
  }
  if (selection) throw invalid('/selection', 'a selection is for audience "selected"', 'NOT_SELECTED');
  return null;
}

function toValidity({ validFrom, validUntil, validDays }: ChangeBatchDto): Validity {
  const hasWindow = Boolean(validFrom) || Boolean(validUntil);
  if (validDays && hasWindow)
    throw invalid('/validDays', 'give either validDays or validFrom and validUntil');
  if (validDays) return { kind: 'days', days: validDays };
  if (!hasWindow) throw invalid('/validDays', 'give validDays, or validFrom and validUntil');
  if (!validFrom) throw invalid('/validFrom', 'validUntil needs a validFrom');
  if (!validUntil) throw invalid('/validUntil', 'validFrom needs a validUntil');
  return { kind: 'fixed', from: new Date(validFrom), until: new Date(validUntil) };
}

/** @throws AppError VALIDATION_FAILED when there is nothing in it */
export function toExtension({ claimUntil, validUntil, perUserLimit }: ExtendBatchDto): Extension {
  const extension: Extension = {
    ...(claimUntil ? { claimUntil: new Date(claimUntil) } : {}),
    ...(validUntil ? { validUntil: new Date(validUntil) } : {}),
    ...(perUserLimit ? { perUserLimit } : {}),
  };
  if (Object.keys(extension).length === 0) {
    throw invalid('', 'give claimUntil, validUntil or perUserLimit', 'NOTHING_TO_EXTEND');
  }
  return extension;
}

function invalid(pointer: string, message: string, code = 'VALIDITY'): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer, code, message }] });
}
