const FIRST_USERS = 2_000;
const MIN_USERS = 100;
const MAX_USERS = 20_000;
/** More rows than this in one transaction make undo, binlog and lock table heavy, however fast the server is. */
const MAX_COUPONS = 50_000;
const MAX_STEP = 3;

/** How long one chunk's transaction may take, in milliseconds. */
export const CHUNK_TARGET_MS = {
  /** Users are getting coupons right now: a claim that meets a user of the chunk waits for its end. */
  claimsUnderWay: 30,
  /** The batch is open to claims; at most 100. */
  openToClaims: 80,
  /** Nobody waits for it. */
  alone: 300,
} as const;

/** A chunk that was carried out. */
export interface ChunkRun {
  readonly users: number;
  readonly tookMs: number;
}

/**
 * How many users the next chunk gets, so that it takes about `targetMs`, going by what the last ones took. It grows and
 * shrinks threefold at most, because one slow sync says little about the next.
 * @param recent the newest first
 */
export function nextChunkUsers(recent: readonly ChunkRun[], targetMs: number, perUser: number): number {
  const most = Math.max(MIN_USERS, Math.floor(Math.min(MAX_USERS, MAX_COUPONS / perUser)));
  const users = recent.reduce((sum, run) => sum + run.users, 0);
  const tookMs = recent.reduce((sum, run) => sum + run.tookMs, 0);
  if (users === 0) return Math.min(FIRST_USERS, most);
  const latest = recent[0]!.users;
  const fitting = (users / Math.max(tookMs, 1)) * targetMs;
  const stepped = Math.min(Math.max(fitting, latest / MAX_STEP), latest * MAX_STEP);
  return Math.round(Math.min(Math.max(stepped, MIN_USERS), most));
}
