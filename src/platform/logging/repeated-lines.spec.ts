import { QUIET_MS, RepeatedLines } from './repeated-lines';

const WARN = 40;
let written: [string, unknown][];
let lines: RepeatedLines;

beforeEach(() => {
  jest.useFakeTimers();
  written = [];
  lines = new RepeatedLines();
});
afterEach(() => jest.useRealTimers());

const refused = () => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const say = (fields: Record<string, unknown>, text = 'it failed') =>
  lines.pass(fields, text, WARN, (shown) => written.push([text, shown.repeated]));

test('of a kind of error the first is written at once, and those that follow counted once in ten seconds', () => {
  for (let time = 0; time < 3; time++) say({ err: refused() });
  expect(written).toEqual([['it failed', undefined]]);
  jest.advanceTimersByTime(QUIET_MS);
  say({ err: refused() });
  expect(written.slice(1)).toEqual([['it failed', 2]]);
  jest.advanceTimersByTime(QUIET_MS);
  expect(written.slice(2)).toEqual([['it failed', 1]]);
});

test('a kind that has been quiet for ten seconds is written at once again', () => {
  say({ reason: refused() });
  jest.advanceTimersByTime(2 * QUIET_MS);
  say({ reason: refused() });
  expect(written).toHaveLength(2);
});

test('another text, code, task, cause or place is another kind', () => {
  say({ err: refused() });
  say({ err: refused() }, 'something else failed');
  say({ err: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
  say({ err: refused(), task: 'expiry' });
  say({ err: Object.assign(new Error('busy', { cause: refused() }), { code: 'BUSY' }) });
  say({ err: new TypeError('here') });
  say({ err: new TypeError('and there') });
  expect(written).toHaveLength(7);
});

test('ids do not make another kind, and a fact without an error is always written', () => {
  for (const orderId of ['1', '2', '3']) say({ err: refused(), orderId });
  expect(written).toHaveLength(1);
  for (const refundId of ['1', '2', '3']) say({ refundId, reason: 'insufficient_funds' }, 'refused');
  expect(written).toHaveLength(4);
});

test('at the end of the process what was only counted is written', () => {
  for (let time = 0; time < 5; time++) say({ err: refused() });
  lines.flush();
  expect(written).toEqual([
    ['it failed', undefined],
    ['it failed', 4],
  ]);
});

test('a thousand kinds take no more room than five hundred', () => {
  for (let kind = 0; kind < 1_000; kind++) say({ err: Object.assign(new Error(), { code: `E${kind}` }) });
  expect(written.length).toBeLessThanOrEqual(501);
});
