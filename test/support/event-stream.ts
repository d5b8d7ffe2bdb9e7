import { checkedFetch } from './contract/checked-fetch';

export interface ReceivedEvent {
  type: string;
  id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: events are asserted field by field
  data: any;
}

export interface EventStream {
  status: number;
  /** All but heartbeats, in order. */
  events: ReceivedEvent[];
  heartbeats: () => number;
  /** The server has ended it. */
  ended: () => boolean;
  close(): void;
}

/** Reads server-sent events as a browser does. */
export async function openEventStream(
  url: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<EventStream> {
  const abort = new AbortController();
  const reply = await checkedFetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    signal: abort.signal,
  });
  const events: ReceivedEvent[] = [];
  let heartbeats = 0;
  let ended = false;
  const read = async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of reply.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const event of parts.flatMap(parse)) {
        if (event === 'comment') heartbeats++;
        else events.push(event);
      }
    }
  };
  read()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
    });
  return {
    status: reply.status,
    events,
    heartbeats: () => heartbeats,
    ended: () => ended,
    close: () => abort.abort(),
  };
}

function parse(part: string): (ReceivedEvent | 'comment')[] {
  if (/^:/m.test(part) && !/^data:/m.test(part)) return ['comment'];
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(part)?.[1];
  const type = field('event');
  if (type === undefined) return [];
  return [{ type, id: field('id') ?? null, data: JSON.parse(field('data') ?? 'null') }];
}
