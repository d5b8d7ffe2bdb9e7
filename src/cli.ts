import 'reflect-metadata';
import { commands } from './commands';
import { runCli } from './platform/cli';

void runCli(commands, async (services) => (await import('./cli.module.js')).CliModule.with(services));
