import { Readable, Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/errors';
import { noBody } from '../../dto/validation';
import { acceptOnRoutes } from './accept-on-routes';
import { refusalOfEncoding } from './json-body';

/**
 * Hands text/csv bodies of these routes to their handlers as streams; other routes go on refusing them with 415: anywhere else a
 * stream would pass for a body with fields.
 */
export function acceptCsv(fastify: FastifyInstance, ...urls: string[]): void {
  acceptOnRoutes(fastify, 'text/csv', urls, (isTaken) => {
    fastify.addContentTypeParser('text/csv', (request, payload, done) => {
      const refusal = isTaken(request) ? refusalOfEncoding(request) : new AppError('UNSUPPORTED_MEDIA_TYPE');
      if (!refusal) return done(null, payload);
      payload.resume();
      done(refusal);
    });
  });
}

/**
 * The body of a request as a stream that ends with PAYLOAD_TOO_LARGE past `maxBytes`.
 * @param what what is sent, for the refusal
 * @throws AppError VALIDATION_FAILED when there is none, UNSUPPORTED_MEDIA_TYPE when the body is not text/csv
 */
export function csvBody(body: unknown, what: string, maxBytes: number): Readable {
  if (body === undefined) throw noBody(`the body is missing: send ${what} as text/csv`, 'IS_REQUIRED');
  if (!(body instanceof Readable)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: `Send ${what} as text/csv.` });
  }
  let bytes = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new AppError('PAYLOAD_TOO_LARGE'));
      else done(null, chunk);
    },
  });
  body.on('error', (error) => limited.destroy(error));
  return body.pipe(limited);
}
