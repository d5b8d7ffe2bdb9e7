import { AsyncLocalStorage } from 'node:async_hooks';
import { Deadline, remainingMs, withinDeadline, withoutDeadline } from './deadline';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what is begun under a deadline knows of it, and nobody else', async () => {
  const deadline = Deadline.after(60_000);
  const inside = deadline.run(async () => {
    await turn();
    return remainingMs();
  });
  expect(remainingMs()).toBe(Number.POSITIVE_INFINITY);
  expect(await inside).toBeLessThanOrEqual(60_000);
  expect(deadline.run(() => withoutDeadline(remainingMs))).toBe(Number.POSITIVE_INFINITY);
  deadline.end();
});

test('whoever ends theirs takes no other one away', async () => {
  const [short, long] = [Deadline.after(60_000), Deadline.after(120_000)];
  let go = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    go = resolve;
  });
  const seen = (deadline: Deadline) =>
    deadline.run(async () => {
      await ended;
      return remainingMs();
    });
  const both = Promise.all([seen(short), seen(long)]);
  short.end();
  go();
  const [ofShort, ofLong] = await both;
  expect(ofShort).toBe(Number.POSITIVE_INFINITY);
  expect(ofLong).toBeGreaterThan(60_000);
  long.end();
  long.end();
  // Nobody is left: the next one starts the storage again.
  const next = Deadline.after(60_000);
  expect(await seen(next)).toBeLessThanOrEqual(60_000);
  next.end();
});

test('one that has passed is negative until it is ended, also before anything ran under it', async () => {
  const past = Deadline.after(-1);
  expect(past.run(remainingMs)).toBeLessThan(0);
  past.end();
  expect(past.run(remainingMs)).toBe(Number.POSITIVE_INFINITY);
  await expect(withinDeadline(-1, async () => remainingMs())).resolves.toBeLessThan(0);
  await expect(
    withinDeadline(60_000, async () => {
      throw new Error('of the work');
    }),
  ).rejects.toThrow('of the work');
  expect(remainingMs()).toBe(Number.POSITIVE_INFINITY);
});

/** What that costs shows in processes without Jest only, which uses such a storage itself. */
test('the storage is put out of use when the last one is ended', () => {
  const disable = jest.spyOn(AsyncLocalStorage.prototype, 'disable');
  const [first, last] = [Deadline.after(60_000), Deadline.after(60_000)];
  for (const deadline of [first, last]) deadline.run(remainingMs);
  first.end();
  first.end();
  expect(disable).not.toHaveBeenCalled();
  last.end();
  expect(disable).toHaveBeenCalledTimes(1);
});
