import { AppError } from '../../../shared/errors';
import type { LabelKind } from '../domain/label';
import type { Label } from '../infra/label-rows';

/** What the audit log and the answers call it. */
export const SUBJECTS = { tag: 'tag', group: 'user_group' } as const;

/** @throws AppError TAG_NOT_FOUND, GROUP_NOT_FOUND */
export function foundLabel(kind: LabelKind, label: Label | undefined): Label {
  if (label) return label;
  throw new AppError(kind === 'tag' ? 'TAG_NOT_FOUND' : 'GROUP_NOT_FOUND');
}
