const POLL_MS = 20;

/** Much longer than what is waited for takes, also on a busy machine: only what never comes takes so long. */
const PATIENCE_MS = 30_000;

/** Waits for `condition` to become truthy and returns its value. @throws when the deadline passes */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  deadlineMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (Date.now() > end) throw new Error(`gave up after ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
