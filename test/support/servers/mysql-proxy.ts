import { connect, createServer, type Socket } from 'node:net';

/** In front of a MySQL: lets everything through, and can keep back what answers one kind of statement. */
export interface MysqlProxy {
  url: string;
  /** How long the answers are kept back from now on, in milliseconds. */
  delayAnswers(ms: number): void;
  stop(): Promise<void>;
}

/** @param statement a part of the statements whose answers are kept back */
export async function startMysqlProxy(mysqlUrl: string, statement: string): Promise<MysqlProxy> {
  const real = new URL(mysqlUrl);
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const remember = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    remember(client);
    const behind = remember(connect(Number(real.port), real.hostname));
    client.on('data', (chunk) => {
      if (delayMs > 0 && chunk.includes(statement)) {
        behind.pause();
        setTimeout(() => behind.resume(), delayMs);
      }
      behind.write(chunk);
    });
    behind.on('data', (chunk) => client.write(chunk));
    client.on('close', () => behind.destroy());
    behind.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(mysqlUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    delayAnswers: (ms) => {
      delayMs = ms;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
