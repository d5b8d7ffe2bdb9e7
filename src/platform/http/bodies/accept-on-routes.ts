import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The routes that take bodies of a kind, by that kind. */
const routesOf = new WeakMap<FastifyInstance, Map<string, Set<string>>>();

/**
 * Which routes take bodies of a kind: a parser is one for the whole server, and refuses them anywhere else.
 * @param addParser called once for each server and kind, with what says whether a request's route takes them
 */
export function acceptOnRoutes(
  fastify: FastifyInstance,
  kind: string,
  urls: readonly string[],
  addParser: (isTaken: (request: FastifyRequest) => boolean) => void,
): void {
  const kinds = routesOf.get(fastify) ?? new Map<string, Set<string>>();
  routesOf.set(fastify, kinds);
  let routes = kinds.get(kind);
  if (!routes) {
    const own = new Set<string>();
    routes = own;
    kinds.set(kind, own);
    addParser((request) => own.has(request.routeOptions.url ?? ''));
  }
  for (const url of urls) routes.add(url);
}
