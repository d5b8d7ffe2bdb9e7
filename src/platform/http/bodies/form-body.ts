import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/errors';
import { acceptOnRoutes } from './accept-on-routes';

const TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/** Takes forms, in both encodings, on these routes, which have no use for what is in them; other routes go on refusing them with 415. */
export function acceptForm(fastify: FastifyInstance, ...urls: string[]): void {
  acceptOnRoutes(fastify, 'form', urls, (isTaken) => {
    fastify.addContentTypeParser(TYPES, { parseAs: 'buffer' }, (request, _body, done) => {
      if (isTaken(request)) done(null, undefined);
      else done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
    });
  });
}
