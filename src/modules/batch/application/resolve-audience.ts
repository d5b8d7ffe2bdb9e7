import type { SqlReader } from '../../../platform/database';
import type { BatchDraft } from '../domain/batch-terms';

/** What this room needs to know of users, and can't: another one that may call both fills it in. */
export abstract class AudienceTerms {
  /**
   * Checks whom a batch is meant for, and looks up what is named there.
   * @param asked as it came, unchecked
   * @returns what claims are checked by: plain JSON
   * @throws AppError VALIDATION_FAILED, SELECTION_INVALID with pointers under /selection
   */
  abstract resolve(reader: SqlReader, asked: object): Promise<object>;
}

/** A draft whose selection, if it has one, nobody looked up yet. */
export type AskedDraft = Omit<BatchDraft, 'selection'> & { readonly selection: object | null };

/** @throws AppError as {@link AudienceTerms.resolve} */
export async function resolveAudience(
  reader: SqlReader,
  audienceTerms: AudienceTerms,
  draft: AskedDraft,
): Promise<BatchDraft> {
  const { selection } = draft;
  if (selection === null) return { ...draft, selection };
  return {
    ...draft,
    selection: { asked: selection, resolved: await audienceTerms.resolve(reader, selection) },
  };
}
