import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';

/**
 * The application's services, for commands. Nest is loaded and servers are connected to when the first service is asked for, so
 * that bad usage is answered without any.
 */
export class Services {
  private context?: Promise<INestApplicationContext>;

  /** @param load gives the module that holds the services, with all that they stand on */
  constructor(private readonly load: () => Promise<Type | DynamicModule>) {}

  async get<T>(service: Type<T>): Promise<T> {
    this.context ??= this.start();
    return (await this.context).get(service, { strict: false });
  }

  private async start(): Promise<INestApplicationContext> {
    const [{ NestFactory }, module] = await Promise.all([import('@nestjs/core'), this.load()]);
    return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  }

  async close(): Promise<void> {
    await (await this.context)?.close();
  }
}
