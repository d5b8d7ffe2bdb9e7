import { DAY_MS } from '../../../shared/day';

/** The most codes that one list of a selection names. */
export const MAX_SELECTION_CODES = 20;
/** The most users that a selection lists; more of them are a group. */
export const MAX_LISTED_USERS = 10_000;
export const MAX_ACTIVE_DAYS = 3_650;

/**
 * Which users are meant. All parts that are given must hold. It says positively whom it means: `everyone`, or at least one
 * of `tags.any`, `tags.all`, `groups` and `userIds`; so a part that was forgotten never selects everybody.
 */
export interface Selection {
  readonly everyone?: true;
  /** Codes: at least one of `any`, all of `all`, none of `none`. */
  readonly tags?: {
    readonly any?: readonly string[];
    readonly all?: readonly string[];
    readonly none?: readonly string[];
  };
  /** Codes: a member of at least one of them. */
  readonly groups?: readonly string[];
  /** Among these users; those whom the audience doesn't know are not selected. */
  readonly userIds?: readonly string[];
  /** Last active at most so many times 24 hours ago. */
  readonly activeWithinDays?: number;
}

/** Users who have at least one of these tags, or are in at least one of these groups. */
export interface UserSet {
  readonly kind: 'tag' | 'group';
  readonly ids: readonly string[];
}

/**
 * A selection whose codes were looked up: plain JSON, to be kept with what it was made for. Ids are never used again, so
 * it stays right; a tag or group that was deleted since has no users.
 */
export interface ResolvedSelection {
  /** All of them hold. The first one, presumably the smallest, is the one that is walked; none: everybody is walked. */
  readonly sets: readonly UserSet[];
  readonly excludedTagIds: readonly string[];
  /** null: not limited to listed users. */
  readonly userIds: readonly string[] | null;
  readonly activeWithinDays: number | null;
}

/** Who was active since then counts as active within `days`. */
export function activeSince(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/**
 * Whether it says whom it means: everyone, or users by what they have or are in, and not both. A shape that is no selection
 * at all is somebody else's to refuse.
 */
export function namesUsers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const { everyone, tags, groups, userIds } = value as Selection;
  const positive = Boolean(tags?.any ?? tags?.all ?? groups ?? userIds);
  return (everyone === true) !== positive;
}

/** What a selection asks of one user. */
export interface UserFacts {
  readonly userId: string;
  /** false: nobody ever told of this user, so that no selection means them. */
  readonly known: boolean;
  readonly tagIds: ReadonlySet<string>;
  readonly groupIds: ReadonlySet<string>;
  readonly lastActiveAt: Date | null;
}

/** Whether a selection means this user. The same rules as in SQL, for one user and many selections. */
export function selects(selection: ResolvedSelection, user: UserFacts, now: Date): boolean {
  const { sets, excludedTagIds, userIds, activeWithinDays } = selection;
  if (!user.known) return false;
  const isIn = ({ kind, ids }: UserSet) => {
    const own = kind === 'tag' ? user.tagIds : user.groupIds;
    return ids.some((id) => own.has(id));
  };
  return (
    sets.every(isIn) &&
    !excludedTagIds.some((id) => user.tagIds.has(id)) &&
    (userIds === null || userIds.includes(user.userId)) &&
    (activeWithinDays === null ||
      (user.lastActiveAt !== null && user.lastActiveAt >= activeSince(now, activeWithinDays)))
  );
}
