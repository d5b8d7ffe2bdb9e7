import net from 'node:net';

/**
 * A TCP proxy on loopback that misbehaves on request, for the links to MySQL and Redis.
 * - `reset()` cuts every connection with a RST.
 * - `freeze()` leaves connections open but forwards nothing any more, as when a host vanishes; new ones are accepted and
 *   stay silent, too. `thaw()` cuts the frozen ones and lets new ones through.
 * - `latencyMs` delays every chunk, `bytesPerSecond` limits each connection.
 */
export class FaultProxy {
  latencyMs = 0;
  bytesPerSecond = Number.POSITIVE_INFINITY;
  #frozen = false;
  #pairs = new Set();
  #server;
  #target;

  /** @param {number} target port on 127.0.0.1 */
  constructor(target) {
    this.#target = target;
    this.#server = net.createServer({ allowHalfOpen: false }, (client) => this.#accept(client));
  }

  /** @returns {Promise<number>} the port it listens on */
  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => resolve(this.#server.address().port));
    });
  }

  reset() {
    for (const pair of this.#pairs) this.#cut(pair);
  }

  freeze() {
    this.#frozen = true;
  }

  thaw() {
    this.#frozen = false;
    this.reset();
  }

  async close() {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client) {
    const server = net.connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    const pair = { client, server };
    this.#pairs.add(pair);
    client.setNoDelay(true);
    this.#forward(client, server);
    this.#forward(server, client);
    for (const socket of [client, server]) {
      socket.on('error', () => this.#cut(pair));
      socket.on('close', () => {
        // A frozen link hides the other side's end, too.
        if (!this.#frozen) this.#cut(pair);
      });
    }
  }

  #forward(from, to) {
    let queue = Promise.resolve();
    from.on('data', (chunk) => {
      if (this.#frozen) return;
      const delayMs = this.latencyMs + (chunk.length / this.bytesPerSecond) * 1000;
      if (delayMs === 0) {
        to.write(chunk);
        return;
      }
      queue = queue.then(
        () =>
          new Promise((resolve) => {
            setTimeout(() => {
              if (!this.#frozen && !to.destroyed) to.write(chunk);
              resolve();
            }, delayMs);
          }),
      );
    });
  }

  #cut(pair) {
    this.#pairs.delete(pair);
    for (const socket of [pair.client, pair.server]) if (!socket.destroyed) socket.resetAndDestroy();
  }
}
