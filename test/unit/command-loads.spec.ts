import { loadedBy } from '../support/load-graph';

/**
 * A command is to answer within a moment, and loading is nearly all that it does: a package that is not here takes longer than
 * everything that the command needs. Who adds one says why it can't be loaded only where it is used.
 */
const PACKAGES_OF_COMMANDS = [
  '@nestjs/common',
  'class-transformer',
  'class-validator',
  'cli-progress',
  'csv-parse',
  'fast-jwt',
  'ioredis',
  'mysql2',
  'pino',
  'prom-client',
  'standardwebhooks',
  'zod',
];
/** It compares the schema with the tables, and changes them. */
const MAY_LOAD_ORM = 'src/commands/bring-up-to-date.ts';

const atStart = loadedBy(['src/cli.ts']);
const askers = [...atStart.later].filter(([file]) => file !== MAY_LOAD_ORM);

test('help and bad usage load what reads a command line, and nothing else', () => {
  expect([...atStart.packages].sort()).toEqual(['commander', 'reflect-metadata']);
});

test('every command is among those that are looked at', () => {
  const commands = [...atStart.files].filter((file) => /\.commands?\.ts$/.test(file));
  expect(commands.length).toBeGreaterThan(12);
  const acting = [...atStart.later.keys()].filter((file) => commands.includes(file));
  expect(commands.filter((file) => !acting.includes(file))).toEqual([]);
});

test.each(askers)('%s loads no more than commands need', (_file, files) => {
  const { packages } = loadedBy(files);
  const others = [...packages].filter((name) => !atStart.packages.has(name));
  expect(others.filter((name) => !PACKAGES_OF_COMMANDS.includes(name))).toEqual([]);
});

test('and nothing that serves HTTP, keeps queues or maps tables', () => {
  const { files } = loadedBy(askers.flatMap(([, later]) => later));
  expect(
    [...files].filter((file) => /controller|platform\/http|processor|\.entity|-http\.module/.test(file)),
  ).toEqual([]);
});

test('what is loaded is seen: TypeORM where the schema is brought up to date, Swagger where HTTP is served', () => {
  expect([...loadedBy(atStart.later.get(MAY_LOAD_ORM)!).packages]).toContain('typeorm');
  const api = loadedBy(['src/main.ts']).packages;
  for (const name of ['@nestjs/swagger', 'fastify', 'bullmq', '@nestjs/typeorm'])
    expect([...api]).toContain(name);
});
