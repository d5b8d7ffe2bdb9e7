import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, ConfigError, loadConfig } from '../config/config';
import { checkServers } from './check-servers';
import { captureConsole, flushLog, rootLogger } from './logging';
import { Readiness } from './readiness';
import { onStopSignal } from './stop-signals';

/** What of the grace is left for the end itself after draining, at least. */
const END_MS = 500;
const SAME_SIGNAL_MS = 1_000;

interface ProcessOptions {
  name: 'api' | 'worker';
  create: () => Promise<NestFastifyApplication>;
  /** Undefined: it listens nowhere. */
  portOf: (config: Config) => number | undefined;
  /** Whether others send it requests, which go elsewhere before it closes. */
  drains: boolean;
}

/**
 * Runs one of the processes: starts it, says where it listens, and ends it when it is told to.
 *
 * - What can't start says why in one message and exits with 1.
 * - SIGTERM and SIGINT while it starts: it exits, since nothing has begun that would have to be finished.
 * - Later: it is no longer ready, but serves for SHUTDOWN_DRAIN_SECONDS, then refuses what is new, finishes what has begun, and exits
 *   with 0; with 1 when that is not done within SHUTDOWN_GRACE_SECONDS of the signal, or at a second signal that
 *   comes more than a second later. (A terminal's Ctrl-C and who started the process may both send one.)
 */
export function runProcess(options: ProcessOptions): void {
  const { name } = options;
  captureConsole();
  process.on('exit', flushLog);
  process.on('uncaughtException', (error) => {
    rootLogger.fatal({ process: name, err: error }, `${name} ends: nobody has caught an error`);
    process.exit(1);
  });
  let stop = (): void => process.exit(0);
  onStopSignal((signal) => {
    rootLogger.info({ process: name, signal }, `${name} is told to stop`);
    stop();
  });
  start(options).then(
    ({ app, config, url }) => {
      stop = () => {
        const since = Date.now();
        stop = () => {
          if (Date.now() - since > SAME_SIGNAL_MS) process.exit(1);
        };
        void end(options, app, config);
      };
      rootLogger.info({ process: name, url }, `${name} listens`);
    },
    (error: unknown) => {
      if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
      else rootLogger.fatal({ process: name, err: error }, `${name} cannot start`);
      process.exit(1);
    },
  );
}

async function start({ create, portOf }: ProcessOptions) {
  const config = loadConfig();
  await checkServers(config);
  const app = await create();
  const port = portOf(config);
  if (port === undefined) {
    await app.init();
    return { app, config, url: undefined };
  }
  await app.listen(port, config.HOST);
  return { app, config, url: await app.getUrl() };
}

async function end(
  { name, drains }: ProcessOptions,
  app: NestFastifyApplication,
  config: Config,
): Promise<void> {
  const graceMs = config.SHUTDOWN_GRACE_SECONDS * 1000;
  setTimeout(() => {
    rootLogger.warn({ process: name }, `${name} ends before it has finished what it began`);
    process.exit(1);
  }, graceMs);
  try {
    const readiness = app.get(Readiness, { strict: false });
    readiness.drain();
    if (drains) await pause(Math.min(config.SHUTDOWN_DRAIN_SECONDS * 1000, graceMs - END_MS));
    readiness.refuse();
    await app.close();
  } catch (error) {
    rootLogger.error({ process: name, err: error }, `${name} did not end in order`);
    process.exit(1);
  }
  process.exit(0);
}
