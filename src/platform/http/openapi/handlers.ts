import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Handler {
  handler: CallableFunction;
  controller: CallableFunction;
  /** The class of the whole body, and that of the whole query. */
  body?: CallableFunction;
  query?: CallableFunction;
}

/** `ClaimsController.claim` is the operation `claims.claim`. */
export function operationIdOf(controller: string, method: string): string {
  const resource = controller.replace(/Controller$/, '');
  return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.${method}`;
}

/** What answers each operation, by its id. */
export function handlersOf(app: NestFastifyApplication): Map<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as CallableFunction & { prototype: object };
      for (
        let owner = controller.prototype;
        owner !== Object.prototype;
        owner = Object.getPrototypeOf(owner)
      ) {
        for (const name of Object.getOwnPropertyNames(owner)) {
          const handler = Object.getOwnPropertyDescriptor(owner, name)?.value as unknown;
          if (typeof handler !== 'function') continue;
          handlers.set(operationIdOf(controller.name, name), {
            ...{ handler, controller },
            body: classOf(RouteParamtypes.BODY, controller, name),
            query: classOf(RouteParamtypes.QUERY, controller, name),
          });
        }
      }
    }
  }
  return handlers;
}

/** The class of the parameter that takes all of a kind, as `@Body() body: …` does. */
function classOf(
  kind: RouteParamtypes,
  controller: CallableFunction & { prototype: object },
  name: string,
): CallableFunction | undefined {
  type Arguments = Record<string, { index: number; data?: unknown }>;
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Arguments;
  const [, whole] =
    Object.entries(parameters).find(([key, { data }]) => key.startsWith(`${kind}:`) && data === undefined) ??
    [];
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype, name) ??
    []) as CallableFunction[];
  return whole && types[whole.index];
}
