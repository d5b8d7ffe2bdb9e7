import type { Type } from '@nestjs/common';

/**
 * The application's services, for commands. Servers are connected to when the first service is asked for, so that help,
 * bad usage and commands that need no server work without any.
 */
export abstract class Services {
  abstract get<T>(service: Type<T>): Promise<T>;
}
