import { LaunchFailure } from './failure.mjs';

// npm passes on the SIGINT that the terminal has sent to us already: two signals, one Ctrl-C.
const SAME_KEYSTROKE_MS = 500;

/** The reason with which everything in progress is given up after a signal. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}.`);
    this.signal = signal;
  }
}

/**
 * Turns signals into two requests: the first says "stop", a later one says "hurry".
 * @param {{ onStop: () => void, onHurry: () => void }} listeners
 * @returns {{ stop: AbortSignal, hurry: AbortSignal }}
 */
export function listenForInterrupts({ onStop, onHurry }) {
  const stop = new AbortController();
  const hurry = new AbortController();
  let firstAtMs = 0;
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        firstAtMs = performance.now();
        onStop();
        stop.abort(new Interrupted(signal));
      } else if (!hurry.signal.aborted && performance.now() - firstAtMs > SAME_KEYSTROKE_MS) {
        onHurry();
        hurry.abort();
      }
    });
  }
  return { stop: stop.signal, hurry: hurry.signal };
}

/**
 * Runs a command's body, then whatever it registered for the end, last first; says what went wrong; and sets the exit
 * code. Every way out of a command leads through here.
 * @param {object} options
 * @param {(atEnd: (stop: (hurry: AbortSignal) => Promise<unknown>) => void, interrupts: { stop: AbortSignal, hurry: AbortSignal }) =>
 *   Promise<number>} options.body returns the exit code
 * @param {(signal: NodeJS.Signals) => number} options.exitCodeOf for a run that a signal ended
 */
export async function runInterruptibly({ body, exitCodeOf }) {
  // A terminal or pipe that has gone away must not keep us from stopping what we started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const interrupts = listenForInterrupts({
    onStop: () => console.log('\nStopping … (once more to hurry)'),
    onHurry: () => console.log('Hurrying: killing what is left.'),
  });
  /** @type {((hurry: AbortSignal) => Promise<unknown>)[]} */
  const stops = [];
  try {
    process.exitCode = await body((stop) => stops.push(stop), interrupts);
  } catch (error) {
    if (error instanceof Interrupted) {
      process.exitCode = exitCodeOf(error.signal);
    } else {
      console.error(error instanceof LaunchFailure ? `\n${error.message}` : error);
      process.exitCode = error instanceof LaunchFailure ? error.exitCode : 1;
    }
  } finally {
    for (const stop of stops.reverse()) await stop(interrupts.hurry).catch((error) => console.error(error));
  }
  if (interrupts.stop.aborted) console.log('Everything is stopped.');
  // Nothing keeps us: an open pipe of a process that is gone must not either.
  process.exit();
}
