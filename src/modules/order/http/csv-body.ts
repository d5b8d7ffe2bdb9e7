import { Readable, Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/errors';

export const MAX_CSV_BYTES = 16 * 1024 * 1024;

/** The one route that reads CSV. Anywhere else a stream would pass for a body with fields. */
const CSV_ROUTE = '/v1/catalogue/imports';

/** Hands text/csv bodies of the import to its handler as a stream; other routes go on refusing them with 415. */
export function acceptCsv(fastify: FastifyInstance): void {
  if (fastify.hasContentTypeParser('text/csv')) return;
  fastify.addContentTypeParser('text/csv', (request, payload, done) => {
    if (request.routeOptions.url === CSV_ROUTE) return done(null, payload);
    payload.resume();
    done(new AppError('UNSUPPORTED_MEDIA_TYPE'));
  });
}

/**
 * The body of a request as a stream that ends with PAYLOAD_TOO_LARGE past MAX_CSV_BYTES.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE when the body is not text/csv
 */
export function csvBody(body: unknown): Readable {
  if (!(body instanceof Readable)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send the catalogue as text/csv.' });
  }
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > MAX_CSV_BYTES) done(new AppError('PAYLOAD_TOO_LARGE'));
      else done(null, chunk);
    },
  });
  body.on('error', (error) => limited.destroy(error));
  return body.pipe(limited);
}
