import type { FastifyInstance } from 'fastify';
import { AppError } from '../../shared/errors';

const routesOf = new WeakMap<FastifyInstance, Set<string>>();

/** Takes forms, in both encodings, on these routes, which have no use for what is in them; other routes go on refusing them with 415. */
export function acceptForm(fastify: FastifyInstance, ...urls: string[]): void {
  let routes = routesOf.get(fastify);
  if (!routes) {
    const own = new Set<string>();
    routes = own;
    routesOf.set(fastify, own);
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data'];
    fastify.addContentTypeParser(types, { parseAs: 'buffer' }, (request, _body, done) => {
      if (own.has(request.routeOptions.url ?? '')) done(null, undefined);
      else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
    });
  }
  for (const url of urls) routes.add(url);
}
