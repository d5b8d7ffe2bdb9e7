import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../shared/errors';

/** Which methods there are by path: what an unknown route is compared with, to tell a wrong method from a wrong path. */
export class RouteMethods {
  private readonly methodsOf = new Map<string, Set<string>>();

  /** Before the first route is added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const methods = this.methodsOf.get(url) ?? new Set();
      for (const one of [method].flat()) methods.add(one);
      this.methodsOf.set(url, methods);
    });
  }

  /** Why no route was found: METHOD_NOT_ALLOWED with the methods that the path has, else NOT_FOUND. */
  refusalOf(request: Pick<FastifyRequest, 'url'>): AppError {
    const path = (request.url.split('?')[0] ?? '').split('/');
    const allowed = new Set<string>();
    for (const [pattern, methods] of this.methodsOf) {
      if (matches(pattern.split('/'), path)) for (const method of methods) allowed.add(method);
    }
    if (allowed.size === 0) return new AppError('NOT_FOUND');
    return new AppError('METHOD_NOT_ALLOWED', { allow: [...allowed].sort() });
  }
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '*') {
    const start = pattern.slice(0, -1);
    return path.length >= pattern.length && matches(start, path.slice(0, start.length));
  }
  return (
    pattern.length === path.length &&
    pattern.every((part, at) => (part.startsWith(':') ? path[at] !== '' : part === path[at]))
  );
}
