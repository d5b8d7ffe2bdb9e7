import { Readable, Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../shared/errors';

export const MAX_CSV_BYTES = 16 * 1024 * 1024;

/** Hands text/csv bodies to handlers as a stream instead of refusing them. */
export function acceptCsv(fastify: FastifyInstance): void {
  if (fastify.hasContentTypeParser('text/csv')) return;
  fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
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
