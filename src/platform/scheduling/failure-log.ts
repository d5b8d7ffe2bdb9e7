import { rootLogger } from '../logging';

/** How long a kind of failure that was logged is only counted. */
const QUIET_MS = 60_000;

interface Kind {
  loggedAtMs: number;
  /** How often it came since then. */
  unlogged: number;
}

/**
 * Logs what goes wrong in a task's rounds: the first failure of a kind at once, those that follow counted and said once a
 * minute. A task that runs ten times a second must not fill the log while a server is away.
 */
export class FailureLog {
  private readonly kinds = new Map<string, Kind>();

  constructor(private readonly task: string) {}

  record(error: unknown, nowMs: number): void {
    const kind = kindOf(error);
    const known = this.kinds.get(kind);
    if (known && nowMs - known.loggedAtMs < QUIET_MS) {
      known.unlogged++;
      return;
    }
    rootLogger.warn(
      { task: this.task, err: error, repeated: known?.unlogged ?? 0 },
      'a round of a periodic task failed',
    );
    this.kinds.set(kind, { loggedAtMs: nowMs, unlogged: 0 });
  }
}

/** By code, which there are few of; a message may name a different row each time. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
