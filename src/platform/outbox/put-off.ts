const FIRST_MS = 500;
/** The longest wait of a row whose own work keeps failing. */
export const MAX_PUT_OFF_MS = 10 * 60_000;
/** What a server that was away kept from being done is tried again soon: it says nothing about the row. */
export const SERVER_AWAY_MS = 2_000;

/**
 * How long a row waits after its own work has failed, in milliseconds: half a second, then twice that, up to ten minutes.
 * @param failures how often it had failed before
 */
export const putOffMs = (failures: number): number => Math.min(FIRST_MS * 2 ** failures, MAX_PUT_OFF_MS);
