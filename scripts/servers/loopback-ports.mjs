import { createServer } from 'node:net';

/**
 * @param {number} port 0 asks for any free port
 * @param {string} [host]
 * @returns {Promise<number>} the port that could be bound; 0 when it could not
 */
function tryBind(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      const bound = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(bound));
    });
  });
}

/**
 * @param {number} port
 * @param {string} [host]
 */
export async function isPortFree(port, host) {
  return (await tryBind(port, host)) !== 0;
}

/**
 * Picks a port on 127.0.0.1: the preferred one while it is free, so that URLs survive a restart, else any. Nothing
 * reserves it: a server that finds it taken after all is started again on another.
 * @param {number} [preferred]
 */
export async function pickPort(preferred) {
  if (preferred && (await isPortFree(preferred))) return preferred;
  const port = await tryBind(0);
  if (port === 0) throw new Error('No free port on 127.0.0.1.');
  return port;
}
