import type { FastifyInstance } from 'fastify';
import { AppError } from '../../shared/errors';

const routesOf = new WeakMap<FastifyInstance, Set<string>>();

/**
 * Takes multipart/form-data on these routes, which have no use for what is in it; other routes go on refusing it with 415. Forms in
 * the other encoding are taken everywhere.
 */
export function acceptForm(fastify: FastifyInstance, ...urls: string[]): void {
  let routes = routesOf.get(fastify);
  if (!routes) {
    const own = new Set<string>();
    routes = own;
    routesOf.set(fastify, own);
    fastify.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (request, _body, done) => {
      if (own.has(request.routeOptions.url ?? '')) done(null, undefined);
      else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
    });
  }
  for (const url of urls) routes.add(url);
}
