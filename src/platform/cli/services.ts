import {
  type DynamicModule,
  type INestApplicationContext,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/**
 * The application's services, for commands. Servers are connected to when the first service is asked for, so that help,
 * bad usage and commands that need no server work without any.
 */
export abstract class Services {
  abstract get<T>(service: Type<T>): Promise<T>;
}

@Injectable()
class LazyServices extends Services implements OnApplicationShutdown {
  private context?: Promise<INestApplicationContext>;

  constructor(private readonly module: Type) {
    super();
  }

  async get<T>(service: Type<T>): Promise<T> {
    this.context ??= NestFactory.createApplicationContext(this.module, {
      logger: false,
      abortOnError: false,
    });
    return (await this.context).get(service, { strict: false });
  }

  async onApplicationShutdown(): Promise<void> {
    // A context that could not start has nothing to be closed.
    const context = await this.context?.catch(() => undefined);
    await context?.close();
  }
}

/** Gives every command {@link Services}. */
@Module({})
export class ServicesModule {
  /** @param module holds the services, with all that they stand on */
  static of(module: Type): DynamicModule {
    return {
      module: ServicesModule,
      global: true,
      providers: [{ provide: Services, useFactory: () => new LazyServices(module) }],
      exports: [Services],
    };
  }
}
