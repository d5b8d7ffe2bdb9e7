import {
  type DynamicModule,
  type INestApplicationContext,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Services } from './services';

@Injectable()
class LazyServices extends Services implements OnApplicationShutdown {
  private context?: Promise<INestApplicationContext>;

  constructor(private readonly load: () => Promise<Type>) {
    super();
  }

  async get<T>(service: Type<T>): Promise<T> {
    this.context ??= this.start();
    return (await this.context).get(service, { strict: false });
  }

  private async start(): Promise<INestApplicationContext> {
    return NestFactory.createApplicationContext(await this.load(), { logger: false, abortOnError: false });
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
  /** @param load gives the module that holds the services, with all that they stand on */
  static of(load: () => Promise<Type>): DynamicModule {
    return {
      module: ServicesModule,
      global: true,
      providers: [{ provide: Services, useFactory: () => new LazyServices(load) }],
      exports: [Services],
    };
  }
}
