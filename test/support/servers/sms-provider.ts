import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface ReceivedSms {
  to: string;
  from: string | null;
  body: string;
  authorization: string;
}

export interface SmsProvider {
  url: string;
  received: ReceivedSms[];
  /** What to answer to the next requests: one entry each, then accept. */
  faults: SmsFault[];
  stop(): Promise<void>;
}

export type SmsFault =
  /** An answer of Twilio's. */
  | { status: number; code: number; message: string }
  /** The connection dies without an answer; the message is not taken. */
  | 'hang up';

/** Speaks as much of Twilio's API as sending takes: POST /2010-04-01/Accounts/{sid}/Messages.json. */
export async function startSmsProvider(accountSid: string): Promise<SmsProvider> {
  const received: ReceivedSms[] = [];
  const faults: SmsFault[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const fault = faults.shift();
    if (fault === 'hang up') {
      request.socket.destroy();
      return;
    }
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method !== 'POST' || request.url !== `/2010-04-01/Accounts/${accountSid}/Messages.json`) {
      return answer(404, { code: 20404, message: 'not found', status: 404 });
    }
    if (fault) return answer(fault.status, fault);
    const form = new URLSearchParams(text);
    received.push({
      to: form.get('To') ?? '',
      from: form.get('From') ?? form.get('MessagingServiceSid'),
      body: form.get('Body') ?? '',
      authorization: request.headers.authorization ?? '',
    });
    answer(201, { sid: `SM${received.length}`, status: 'queued', to: form.get('To') });
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    faults,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
