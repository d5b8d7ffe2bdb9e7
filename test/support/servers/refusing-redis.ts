import { connect, createServer, type Socket } from 'node:net';

/** In front of a real Redis: answers by itself with an error that stays, or lets everything through. */
export interface RefusingRedis {
  url: string;
  /** Commands that were answered by the error so far. */
  readonly refused: number;
  /** From now on everything reaches the Redis behind it. */
  recover(): void;
  stop(): Promise<void>;
}

/** What any server answers, whatever state it is in. */
const ALWAYS = new Map([
  ['PING', '+PONG\r\n'],
  ['AUTH', '+OK\r\n'],
  ['SELECT', '+OK\r\n'],
  ['CLIENT', '+OK\r\n'],
  ['QUIT', '+OK\r\n'],
]);

/**
 * @param redisUrl the Redis behind it
 * @param refusal what every other command is answered with, such as `MOVED 1 10.0.0.1:6379`
 * @param answersInfo whether INFO is answered; a client that asks for it before it sends anything else never becomes ready without
 */
export async function startRefusingRedis(
  redisUrl: string,
  refusal: string,
  { answersInfo = true }: { answersInfo?: boolean } = {},
): Promise<RefusingRedis> {
  const real = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let refused = 0;
  let isWell = false;

  const answer = (command: string): string => {
    const known = ALWAYS.get(command);
    if (known) return known;
    if (command === 'INFO' && answersInfo) {
      const info =
        'redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\nloading:0\r\ncluster_enabled:0\r\n';
      return `$${info.length}\r\n${info}\r\n`;
    }
    refused++;
    return `-${refusal}\r\n`;
  };
  const remember = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };
  const server = createServer((socket) => {
    remember(socket);
    if (isWell) {
      const behind = remember(connect(Number(real.port), real.hostname));
      socket.pipe(behind).pipe(socket);
      socket.on('close', () => behind.destroy());
      behind.on('close', () => socket.destroy());
      return;
    }
    let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      const { commands, left } = commandsOf(Buffer.concat([rest, chunk]));
      rest = left;
      socket.write(commands.map(answer).join(''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(redisUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as { port: number }).port);
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    get refused() {
      return refused;
    },
    recover: () => {
      isWell = true;
      hangUp();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        hangUp();
      }),
  };
}

/** The names of the whole commands at the start of `bytes`, which are arrays of bulk strings (RESP), and what follows them. */
function commandsOf(bytes: Buffer): { commands: string[]; left: Buffer } {
  const commands: string[] = [];
  let end = 0;
  for (;;) {
    let at = end;
    const number = (): number | undefined => {
      const stop = bytes.indexOf('\r\n', at);
      if (stop < 0) return undefined;
      const value = Number(bytes.toString('latin1', at + 1, stop));
      at = stop + 2;
      return value;
    };
    const count = number();
    if (count === undefined) break;
    let name = '';
    let part = 0;
    for (; part < count; part++) {
      const length = number();
      if (length === undefined || at + length + 2 > bytes.length) break;
      if (part === 0) name = bytes.toString('latin1', at, at + length).toUpperCase();
      at += length + 2;
    }
    if (part < count) break;
    commands.push(name);
    end = at;
  }
  return { commands, left: bytes.subarray(end) };
}
