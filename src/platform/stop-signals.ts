/**
 * SIGTERM and SIGINT, heard from the first moment on: this is loaded before all else of a process. While that loads, nothing has begun
 * that would have to be finished.
 */
let stop = (_signal: NodeJS.Signals): void => process.exit(0);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));

/** From now on signals go to `listener`, and no longer end the process by themselves. */
export function onStopSignal(listener: (signal: NodeJS.Signals) => void): void {
  stop = listener;
}
