import { connect } from 'node:net';

/**
 * Asks a Redis server who it is. A server that is still loading its data refuses, as does one with another password.
 * Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
 * @param {{ host: string, port: number, username?: string, password: string, timeoutMs: number }} address
 * @returns {Promise<{ pid: number, version: string }>} of the server process
 * @throws {Error} with the server's words, or the socket's
 */
export function identifyRedis({ host, port, username, password, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    /** @param {Error} error */
    const fail = (error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`No answer within ${timeoutMs} ms.`)));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('The server closed the connection.')));
    if (password !== '') socket.write(command('AUTH', ...(username ? [username] : []), password));
    socket.write(command('INFO', 'server'));

    let received = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
      const refusal = /^-(.*)\r\n/m.exec(received)?.[1];
      if (refusal !== undefined) fail(new Error(refusal));
      const pid = /^process_id:(\d+)\r\n/m.exec(received)?.[1];
      const version = /^redis_version:(\S+)\r\n/m.exec(received)?.[1];
      if (pid === undefined || version === undefined) return;
      socket.end();
      resolve({ pid: Number(pid), version });
    });
  });
}

/** @param {...string} words */
function command(...words) {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}
