import type { Server, ServerResponse } from 'node:http';

const LOOK_MS = 50;
/** How long a connection on which nothing is under way may still send its request, after nothing listens any more. */
const LINGER_MS = 1_000;

/** The requests that are under way, for the end of the process: it waits for them, and not for connections on which nothing comes. */
export class OpenRequests {
  private readonly replies = new Set<ServerResponse>();

  constructor(private readonly server: Server) {}

  add(reply: ServerResponse): void {
    this.replies.add(reply);
    reply.once('close', () => this.replies.delete(reply));
  }

  /** Closes, once nothing is under way, what connections are left. Node waits for those that have never sent anything. */
  closeRest(done: () => void): void {
    let since = Date.now();
    const timer = setInterval(() => {
      // As long as it listens, connections come that have yet to say what they want.
      if (this.server.listening) since = Date.now();
      if (this.replies.size > 0 || Date.now() - since < LINGER_MS) return;
      clearInterval(timer);
      this.server.closeAllConnections();
    }, LOOK_MS);
    timer.unref();
    // After what has connected by now has been taken: what waits when a listener closes is reset.
    setImmediate(done);
  }
}
