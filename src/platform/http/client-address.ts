import { isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** So many groups of an IPv6 address name a network, within which one client has all addresses. */
const NETWORK_GROUPS = 4;

/**
 * Where a request comes from, for counting: an IPv4 address, or the network (/64) of an IPv6 address.
 * @param proxies how many proxies of ours it passed: each adds whom it got the request from to X-Forwarded-For, and what stands
 *   before that is the client's own word
 */
export function clientAddress(request: Pick<FastifyRequest, 'headers' | 'ip'>, proxies: number): string {
  const header = request.headers['x-forwarded-for'];
  const forwarded = proxies === 0 || header === undefined ? [] : String(header).split(',');
  const hops = [...forwarded.map((hop) => hop.trim()), request.ip];
  return toNetwork(hops[Math.max(0, hops.length - 1 - proxies)]!);
}

function toNetwork(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, '');
  if (isIPv4(plain)) return plain;
  try {
    const { hostname } = new URL(`http://[${plain.replace(/%.*$/, '')}]`);
    const [head = '', tail] = hostname.slice(1, -1).split('::');
    const before = head === '' ? [] : head.split(':');
    const after = tail ? tail.split(':') : [];
    const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
    const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
    return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
  } catch {
    // No address at all: a proxy that says so is counted as one place.
    return 'unknown';
  }
}
