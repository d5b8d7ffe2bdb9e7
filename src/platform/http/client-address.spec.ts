import { clientAddress } from './client-address';

const address = (proxies: number, forwarded?: string, ip = '10.0.0.9') =>
  clientAddress({ ip, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }, proxies);

test.each([
  ['without proxies, whatever the header says', 0, '1.2.3.4', '10.0.0.9'],
  ['one proxy: whom it got the request from', 1, '1.2.3.4', '1.2.3.4'],
  ['one proxy: what the client says itself is not believed', 1, '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['two proxies', 2, '6.6.6.6, 1.2.3.4, 10.0.0.8', '1.2.3.4'],
  ['fewer than expected: the farthest', 3, '1.2.3.4', '1.2.3.4'],
  ['none came', 1, undefined, '10.0.0.9'],
  ['an IPv4 address in the clothes of an IPv6 one', 1, '::ffff:1.2.3.4', '1.2.3.4'],
  ['an IPv6 address: its network', 1, '2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['the same, shortened', 1, '2001:db8::5', '2001:db8:0:0::/64'],
  ['the loopback', 1, '::1', '0:0:0:0::/64'],
  ['what is none', 1, 'unknown', 'unknown'],
])('%s', (_title, proxies, forwarded, expected) => {
  expect(address(proxies, forwarded)).toBe(expected);
});
