import net from 'node:net';

const HEADER_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /content-length: (\d+)/i;

/**
 * One keep-alive connection to 127.0.0.1 for requests that are ready as bytes, one at a time. A raw socket, because the
 * load generator shares the machine with what it measures.
 */
export class HttpConnection {
  #received = Buffer.alloc(0);

  /**
   * @param {number} port
   * @param {{ opened(): void, answered(status: string, body: Buffer): void, broken(): void, closed(): void }} on
   */
  constructor(port, on) {
    this.on = on;
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('connect', on.opened);
    this.socket.on('data', (chunk) => this.#take(chunk));
    this.socket.on('error', on.broken);
    this.socket.on('close', on.closed);
  }

  /** @param {Buffer} request the next one only after the answer to the last */
  send(request) {
    this.socket.write(request);
  }

  end() {
    this.socket.end();
  }

  #take(chunk) {
    const data = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#received = data;
    const headerEnd = data.indexOf(HEADER_END);
    if (headerEnd < 0) return;
    const length = Number(CONTENT_LENGTH.exec(data.latin1Slice(0, headerEnd))?.[1] ?? 0);
    const bodyStart = headerEnd + HEADER_END.length;
    if (data.length < bodyStart + length) return;
    this.#received = Buffer.alloc(0);
    this.on.answered(data.latin1Slice(9, 12), data.subarray(bodyStart, bodyStart + length));
  }
}
