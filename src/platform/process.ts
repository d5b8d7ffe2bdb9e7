import { ConfigError } from '../config/config';
import { rootLogger } from './logging';

/**
 * Starts one of the processes and says where it listens. What can't start says why in one message and exits with 1.
 * @param start resolves to the process's address, if it has one
 */
export function runProcess(name: string, start: () => Promise<string | undefined>): void {
  start().then(
    (url) => rootLogger.info({ process: name, url }, `${name} is ready`),
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof ConfigError) process.stderr.write(`${reason}\n`);
      else rootLogger.fatal({ process: name, err: error }, `${name} cannot start: ${reason}`);
      process.exit(1);
    },
  );
}
