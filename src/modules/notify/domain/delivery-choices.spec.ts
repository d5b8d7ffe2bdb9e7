import { Channel, pickChannel } from './message-texts';
import { pickLocale } from './pick-locale';
import { nextTry } from './retry-times';

describe('the locale of a text', () => {
  test.each([
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['pt-BR', 'pt-PT'],
    ['zh-Hant-TW', 'zh-Hant'],
    ['fr', 'en'],
    [null, 'en'],
  ])('for %p is %s', (wanted, expected) => {
    expect(pickLocale(wanted, ['en', 'de', 'pt-PT', 'zh-Hant'], 'en')).toBe(expected);
  });
});

describe('the channel of a user', () => {
  const both = new Set([Channel.Email, Channel.Sms]);
  const user = {
    email: 'a@b.example',
    phone: '+1',
    emailOptIn: true,
    smsOptIn: true,
    optedOut: false,
    emailUndeliverable: null,
    phoneUndeliverable: null,
  };

  test.each([
    [{}, both, Channel.Email],
    [{ emailOptIn: false }, both, Channel.Sms],
    [{ email: null }, both, Channel.Sms],
    [{}, new Set([Channel.Sms]), Channel.Sms],
    [{ smsOptIn: false }, new Set([Channel.Sms]), null],
    [{ optedOut: true }, both, null],
    [{ emailUndeliverable: { code: '5.1.1' } }, both, Channel.Sms],
    [{ phoneUndeliverable: { code: '21211' } }, new Set([Channel.Sms]), null],
    [{}, new Set<Channel>(), null],
  ])('with %j', (change, usable, expected) => {
    expect(pickChannel({ ...user, ...change }, usable, false)).toBe(expected);
  });

  test.each([
    [{}, Channel.Email],
    [{ optedOut: true }, Channel.Email],
    [{ emailOptIn: false }, Channel.Sms],
    [{ emailOptIn: false, smsOptIn: false }, Channel.Email],
    [{ optedOut: true, email: null }, Channel.Sms],
    [{ emailUndeliverable: { code: '5.1.1' }, phone: null }, null],
  ])('for a transactional message, with %j', (change, expected) => {
    expect(pickChannel({ ...user, ...change }, both, true)).toBe(expected);
  });

  test('whom nobody knows has none', () => {
    expect(pickChannel(undefined, both, true)).toBeNull();
  });
});

test('waits double up to the longest, spread by half, and end with the last try', () => {
  const backoff = { firstMs: 100, longestMs: 350, attempts: 5 };
  const waits = [1, 2, 3, 4, 5].map((attempts) => nextTry(new Date(0), attempts, backoff, 0.5)?.getTime());
  expect(waits).toEqual([100, 200, 350, 350, undefined]);
  expect([0, 1].map((random) => nextTry(new Date(0), 1, backoff, random)?.getTime())).toEqual([50, 150]);
});
