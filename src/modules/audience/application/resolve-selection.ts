import type { SqlReader } from '../../../platform/database';
import { AppError, type FieldError } from '../../../shared/errors';
import type { ResolvedSelection, Selection, UserSet } from '../domain/selection';
import { estimateMembers, idsByCode } from '../infra/label-rows';

/**
 * Looks up the tags and groups that a selection names, and puts the set first that is presumably the smallest.
 * @param pointer where the selection stands in the request
 * @throws AppError SELECTION_INVALID naming every code that doesn't exist
 */
export async function resolveSelection(
  reader: SqlReader,
  selection: Selection,
  pointer = '/selection',
): Promise<ResolvedSelection> {
  const { any = [], all = [], none = [] } = selection.tags ?? {};
  const groups = selection.groups ?? [];
  const tagIds = await idsByCode(reader, 'tag', [...any, ...all, ...none]);
  const groupIds = await idsByCode(reader, 'group', groups);
  const errors: FieldError[] = [
    ...unknown(any, tagIds, `${pointer}/tags/any`, 'TAG_UNKNOWN'),
    ...unknown(all, tagIds, `${pointer}/tags/all`, 'TAG_UNKNOWN'),
    ...unknown(none, tagIds, `${pointer}/tags/none`, 'TAG_UNKNOWN'),
    ...unknown(groups, groupIds, `${pointer}/groups`, 'GROUP_UNKNOWN'),
  ];
  if (errors.length > 0) throw new AppError('SELECTION_INVALID', { errors });
  const sets: UserSet[] = all.map((code) => ({ kind: 'tag', ids: [tagIds.get(code)!] }));
  if (any.length > 0) sets.push({ kind: 'tag', ids: any.map((code) => tagIds.get(code)!) });
  if (groups.length > 0) sets.push({ kind: 'group', ids: groups.map((code) => groupIds.get(code)!) });
  return {
    sets: await smallestFirst(reader, sets),
    excludedTagIds: none.map((code) => tagIds.get(code)!),
    userIds: selection.userIds ? [...new Set(selection.userIds)] : null,
    activeWithinDays: selection.activeWithinDays ?? null,
  };
}

function unknown(
  codes: readonly string[],
  ids: ReadonlyMap<string, string>,
  pointer: string,
  code: string,
): FieldError[] {
  return codes.flatMap((name, at) =>
    ids.has(name) ? [] : [{ pointer: `${pointer}/${at}`, code, message: `there is no "${name}"` }],
  );
}

async function smallestFirst(reader: SqlReader, sets: UserSet[]): Promise<UserSet[]> {
  if (sets.length < 2) return sets;
  const sized = [];
  for (const set of sets) {
    let size = 0;
    for (const id of set.ids) size += await estimateMembers(reader, set.kind, id);
    sized.push({ set, size });
  }
  return sized.sort((a, b) => a.size - b.size).map(({ set }) => set);
}
