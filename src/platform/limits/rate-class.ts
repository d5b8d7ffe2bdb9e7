import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/**
 * How requests are counted: each class has a limit of its own, so that many reads never keep a user from paying.
 * - claim: getting a coupon. checkout: quotes, orders, payments, coupon locks.
 * - read, write: everything else. expensive: work whose size the caller chooses (imports, audiences, streams).
 * - webhook: payment and mail providers, which carry no token.
 */
export const RATE_CLASSES = ['claim', 'checkout', 'write', 'read', 'expensive', 'webhook'] as const;
export type RateClassName = (typeof RATE_CLASSES)[number];

const RATE_CLASS_KEY = 'limits:rate-class';

/** The rate class of this handler, which its requests know as well. */
export const RateClass = (name: RateClassName): MethodDecorator =>
  applyDecorators(SetMetadata(RATE_CLASS_KEY, name), RouteConfig({ rateClass: name }));

/** The class of the route that a request goes to; undefined where there is none. */
export function rateClassOfRoute({
  routeOptions,
}: Pick<FastifyRequest, 'routeOptions'>): RateClassName | undefined {
  return (routeOptions.config as { rateClass?: RateClassName }).rateClass;
}

/** What {@link RateClass} says of a handler, or undefined; the handler's own word goes before its class's. */
export function rateClassOf(
  reflector: Reflector,
  handler: CallableFunction,
  controller: CallableFunction,
): RateClassName | undefined {
  return reflector.getAllAndOverride(RATE_CLASS_KEY, [handler, controller] as never);
}
