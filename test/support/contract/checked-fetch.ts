import { projectContract } from './contract';

/** As fetch, and checks the answer against the OpenAPI document. Not what a stream of events sends: that never ends. */
export async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const reply = await fetch(url, init);
  check(url, init, reply, isStream(reply) ? '' : await reply.clone().text());
  return reply;
}

/** @returns undefined when the connection was lost before all of the answer was there */
export async function fetchUnlessLost(url: string, init: RequestInit = {}): Promise<Response | undefined> {
  const reply = await fetch(url, init).catch(() => undefined);
  const text = await reply
    ?.clone()
    .text()
    .catch(() => undefined);
  if (!reply || text === undefined) return undefined;
  check(url, init, reply, text);
  return reply;
}

const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false;

function check(url: string, { method = 'GET' }: RequestInit, { status, headers }: Response, text: string) {
  const { pathname } = new URL(url);
  const contentType = headers.get('content-type') ?? undefined;
  projectContract().check({ method, url: pathname, status, contentType, text });
}
