import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';

const SCRIPT = /^([a-z-]+)-(\d+)\.lua$/;

export type RedisScript = (...keysAndArguments: (string | number)[]) => Promise<string | number | null>;

/**
 * Defines every `name-K.lua` of a folder as a command with K keys. Called at boot, so that a missing script stops the
 * start and not the first request.
 * @throws when one of `expected` is not there
 */
export function loadScripts<Name extends string>(
  redis: Redis,
  folder: string,
  expected: readonly Name[],
): Record<Name, RedisScript> {
  const files = new Map(
    readdirSync(folder).flatMap((file) => {
      const match = SCRIPT.exec(file);
      return match ? [[match[1] as string, { file, numberOfKeys: Number(match[2]) }] as const] : [];
    }),
  );
  const scripts = expected.map((name) => {
    const script = files.get(name);
    if (!script) throw new Error(`the Redis script ${name}-K.lua is missing in ${folder}`);
    const command = `script:${name}`;
    redis.defineCommand(command, {
      numberOfKeys: script.numberOfKeys,
      lua: readFileSync(join(folder, script.file), 'utf8'),
    });
    const call = (redis as unknown as Record<string, RedisScript>)[command]!;
    return [name, call.bind(redis)] as const;
  });
  return Object.fromEntries(scripts) as Record<Name, RedisScript>;
}
