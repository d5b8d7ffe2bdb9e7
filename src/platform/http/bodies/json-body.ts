import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors';
import { refusalOfSize } from './body-size';

const JSON_TYPE = 'application/json';
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;
/** US-ASCII is a part of UTF-8. */
const CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii']);

/**
 * Bodies are JSON in UTF-8 (RFC 8259) and nothing else: no form and no plain text, and no byte that would be replaced unseen by a
 * question mark. A webhook's signature covers the body as it came, so that is kept as well.
 */
export function acceptJson(app: NestFastifyApplication, maxBytes: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('text/plain');
  app.useBodyParser(JSON_TYPE, { bodyLimit: maxBytes }, (request: FastifyRequest, body: Buffer, done) => {
    const refusal = refusalOfEncoding(request) ?? refusalOfSize(body);
    if (refusal) return done(refusal);
    if (!isUtf8(body)) return done(new AppError('MALFORMED_BODY', { detail: 'The body is not UTF-8.' }));
    void parse(request, body.toString(), done);
  });
}

/** Why a body of this encoding can't be read as the text that it is; undefined when it can. */
export function refusalOfEncoding({ headers }: Pick<FastifyRequest, 'headers'>): AppError | undefined {
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !CHARSETS.has(charset.toLowerCase())) {
    return new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send the body in UTF-8.' });
  }
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    return new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send the body without a content encoding.' });
  }
  return undefined;
}
