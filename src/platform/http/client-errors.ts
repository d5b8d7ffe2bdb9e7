import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { AppError, type ErrorCode } from '../../shared/errors';
import { PROBLEM_TYPE, problemBody } from './problem-body';

/** What Node's HTTP parser refuses, by the code of its error. Whatever else is no HTTP. */
const CODE_OF_ERROR: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'PAYLOAD_TOO_LARGE',
};

/** A request that broke off before there was one to answer: the problem goes to the socket itself, and that is its end. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // Half an answer is on its way: a second one in the middle of it would be read as its end.
  const { _httpMessage: answering } = socket as Socket & { _httpMessage?: ServerResponse };
  if (socket.writable && !answering?.headersSent) {
    const problem = new AppError(CODE_OF_ERROR[error.code ?? ''] ?? 'MALFORMED_REQUEST');
    const body = bodyOf(problem, '/');
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
        `content-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}

/** `Expect` can only ask for 100-continue, which Node answers. */
export function refuseOtherExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const problem = new AppError('EXPECTATION_FAILED');
    const body = bodyOf(problem, request.url?.split('?')[0] ?? '/');
    const headers = {
      'content-type': PROBLEM_TYPE,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    response.writeHead(problem.status, headers).end(body);
  });
}

/** Node would refuse it by itself, without a body. */
export function refuseMissingHost(
  { raw, headers }: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const missing = headers.host === undefined && raw.httpVersion === '1.1';
  done(missing ? new AppError('MALFORMED_REQUEST', { detail: 'The header Host is missing.' }) : undefined);
}

function bodyOf(problem: AppError, instance: string): string {
  return JSON.stringify(problemBody(problem, instance, randomUUID()));
}
