import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as afterPoll, setTimeout as pause } from 'node:timers/promises';

const LOOK_FOR_END_MS = 50;
/** How long a connection on which nothing is under way may still send its request, after nothing listens any more. */
const LINGER_MS = 1_000;
/** It stops listening when nobody has connected at so many looks in a row, or after so many in all. */
const QUIET_LOOKS = 20;
const MAX_LOOKS = 100;
const LOOK_MS = 5;

/** The requests that are under way, for the end of the process: it waits for them, and not for connections on which nothing comes. */
export class OpenRequests {
  private readonly replies = new Set<ServerResponse>();

  constructor(private readonly server: Server) {}

  add(reply: ServerResponse): void {
    this.replies.add(reply);
    reply.once('close', () => this.replies.delete(reply));
  }

  /** Stops listening, lets finish what is under way, and closes what connections are left. */
  async close(): Promise<void> {
    await this.stopListening();
    this.closeRest();
  }

  /**
   * The kernel accepts connections before the process does, and resets those that wait for it when it stops listening. So the
   * process does so at a moment at which nobody waits: it takes whoever comes, but hears them only afterwards, since whoever is
   * refused connects again at once; and it listens until nobody has come for a while. Where they come all the time, those may still
   * be reset that the kernel has accepted since the last look, which is short, as there is nothing else to do.
   */
  private async stopListening(): Promise<void> {
    if (!this.server.listening) return;
    const held: Socket[] = [];
    let quietLooks = 0;
    const hear = this.server.listeners('connection') as ((socket: Socket) => void)[];
    this.server.removeAllListeners('connection').on('connection', (socket: Socket) => {
      quietLooks = 0;
      held.push(socket.on('error', () => undefined));
    });
    // Looks are counted, and not the time: on a busy machine they are far apart, and many wait at each of them.
    for (let looks = 0; quietLooks < QUIET_LOOKS && looks < MAX_LOOKS; looks++) {
      await pause(LOOK_MS);
      // The phase of the event loop that follows the one in which all who wait are taken.
      await afterPoll();
      quietLooks++;
    }
    this.server.close();
    this.server.removeAllListeners('connection');
    for (const listener of hear) this.server.on('connection', listener);
    // Node's own way to give a server a connection.
    for (const socket of held) if (!socket.destroyed) this.server.emit('connection', socket);
  }

  /** Closes, once nothing is under way, what connections are left. Node waits for those that have never sent anything. */
  private closeRest(): void {
    const since = performance.now();
    const timer = setInterval(() => {
      if (this.replies.size > 0 || performance.now() - since < LINGER_MS) return;
      clearInterval(timer);
      this.server.closeAllConnections();
    }, LOOK_FOR_END_MS);
    timer.unref();
  }
}
