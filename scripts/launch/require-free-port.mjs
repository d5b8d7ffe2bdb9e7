import { connect } from 'node:net';
import { LaunchFailure } from '../failure.mjs';
import { isPortFree } from '../servers/index.mjs';

/**
 * @param {import('./options.mjs').ApiAddress} address
 * @throws {LaunchFailure} when something listens there, or the address is not one of this machine
 */
export async function requireFreePort({ host, port, shownHost }) {
  const free = await isPortFree(port, host);
  // Some systems let two servers share a port on different addresses: then only asking tells.
  if (free && !(await somebodyAnswers(shownHost.replace(/^\[|\]$/g, ''), port))) return;
  throw new LaunchFailure(
    `Port ${port} on ${host} cannot be used: something else listens there. Stop it, or choose another: PORT=${port + 1} npm start`,
  );
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function somebodyAnswers(host, port) {
  return new Promise((answer) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const done = (/** @type {boolean} */ answered) => {
      socket.destroy();
      answer(answered);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}
