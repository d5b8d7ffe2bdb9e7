import 'reflect-metadata';
import { CliModule } from './app.module';
import { runCli } from './platform/cli';

void runCli(CliModule);
