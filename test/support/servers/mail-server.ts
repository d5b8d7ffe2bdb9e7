import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string;
  messageId: string;
  raw: string;
}

export interface MailServer {
  url: string;
  /** Whatever the server has accepted, in order. */
  received: ReceivedMail[];
  /** What to do with the next mails: one entry each, then accept. */
  faults: MailFault[];
  /** Connections that were opened. */
  connections: () => number;
  stop(): Promise<void>;
}

export type MailFault =
  /** 550 to the recipient, which does not say whether it is the address. */
  | 'no such user'
  /** 550 5.1.1 to the recipient: the address does not exist. */
  | 'no such address'
  /** 550 5.1.8 to the recipient: it is the sender's address that is wrong. */
  | 'bad sender'
  /** 451 to the recipient. */
  | 'later'
  /** 554 to the content. */
  | 'spam'
  /** The mail is accepted and kept, and the connection dies before the client hears of it. */
  | 'lost acknowledgement';

/** A real SMTP server on a free port, with faults. It wants the login `shop`/`secret`. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const faults: MailFault[] = [];
  let connections = 0;
  const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onConnect: (_session, done) => {
      connections++;
      done();
    },
    onAuth: ({ username, password }, _session, done) =>
      username === 'shop' && password === 'secret'
        ? done(null, { user: username })
        : done(refusal(535, 'wrong login')),
    onRcptTo: (_address, _session, done) => {
      if (faults[0] === 'no such user') {
        faults.shift();
        return done(refusal(550, 'no such user'));
      }
      if (faults[0] === 'no such address' || faults[0] === 'bad sender') {
        const code = faults[0] === 'bad sender' ? '5.1.8' : '5.1.1';
        return done(refusal(550, `${code} ${faults.shift()}`));
      }
      if (faults[0] === 'later') {
        faults.shift();
        return done(refusal(451, 'try again later'));
      }
      return done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (faults[0] === 'spam') {
          faults.shift();
          return done(refusal(554, 'looks like spam'));
        }
        const raw = Buffer.concat(chunks).toString();
        received.push({
          to: session.envelope.rcptTo[0]!.address,
          messageId: /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '',
          raw,
        });
        if (faults[0] === 'lost acknowledgement') {
          faults.shift();
          for (const connection of server.connections) {
            if ((connection as { session?: { id?: string } }).session?.id === session.id) {
              (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
            }
          }
          return;
        }
        return done();
      });
    },
  });
  // Clients that die are what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address() as { port: number };
  return {
    url: `smtp://shop:secret@127.0.0.1:${address.port}`,
    received,
    faults,
    connections: () => connections,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
