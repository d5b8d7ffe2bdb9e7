import { Command } from 'nest-commander';
import { OperatorCommand, Services } from '../platform/cli';
import { SeedDemo } from './seed-demo';

@Command({ name: 'seed', description: 'make a small demo, or find the one that is there' })
export class SeedCommand extends OperatorCommand {
  constructor(private readonly services: Services) {
    super();
  }

  protected async act(): Promise<object> {
    return (await this.services.get(SeedDemo)).execute();
  }
}
