import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a client may take to see that its connection has ended. */
const LINGER_MS = 2_000;

const ending = new WeakSet<Socket>();

/**
 * Lets a connection end after its last answer as RFC 9112, section 9.6, wants it. Node destroys it at once: what the client is
 * still sending, such as the rest of a body that was refused, makes the kernel reset the connection, and the answer may be lost with
 * it.
 */
export function endConnectionsGently(server: Server): void {
  server.on('connection', (socket: Socket) => {
    socket.destroySoon = endGently;
  });
}

/** Ends our half, and throws away what still comes, until the client has ended its half or had its time. */
function endGently(this: Socket): void {
  if (this.destroyed || ending.has(this)) return;
  ending.add(this);
  this.resume();
  // When it reads again: no request that may still come is carried out, since it would not be answered.
  setImmediate(() => this.removeAllListeners('data').on('data', () => undefined));
  this.end(() => {
    const timer = setTimeout(() => this.destroy(), LINGER_MS);
    this.once('close', () => clearTimeout(timer));
  });
}
