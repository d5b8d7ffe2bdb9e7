import 'reflect-metadata';
import { commands } from './commands';
import { runCli } from './platform/cli';

void runCli(commands, async () => (await import('./app.module.js')).CliServicesModule);
