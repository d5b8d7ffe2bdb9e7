import { Batcher, QueueFullError } from './batcher';

/** A run that the test ends by hand. */
function controlled() {
  const runs: { items: number[]; end(): void; fail(error: Error): void }[] = [];
  const idle = jest.fn();
  const batcher = new Batcher<number, number>({
    onIdle: idle,
    maxItems: 3,
    maxWaiting: 4,
    run: (items) =>
      new Promise((resolve, reject) => {
        runs.push({ items, end: () => resolve(items.map((item) => item * 10)), fail: reject });
      }),
  });
  return { batcher, runs, idle };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('callers of one event-loop turn share a run, later ones share the next', async () => {
  const { batcher, runs, idle } = controlled();
  const first = [batcher.submit(1), batcher.submit(2)];
  await turn();
  const second = [batcher.submit(3), batcher.submit(4), batcher.submit(5), batcher.submit(6)];
  expect(runs.map(({ items }) => items)).toEqual([[1, 2]]);
  runs[0]!.end();
  expect(await Promise.all(first)).toEqual([10, 20]);
  await turn();
  expect(runs[1]!.items).toEqual([3, 4, 5]);
  runs[1]!.end();
  await turn();
  expect(runs[2]!.items).toEqual([6]);
  runs[2]!.end();
  expect(await Promise.all(second)).toEqual([30, 40, 50, 60]);
  await turn();
  expect(idle).toHaveBeenCalledTimes(1);
});

test('refuses at once when too many wait', async () => {
  const { batcher, runs } = controlled();
  const running = batcher.submit(0);
  await turn();
  const waiting = [1, 2, 3, 4].map((item) => batcher.submit(item));
  await expect(batcher.submit(5)).rejects.toBeInstanceOf(QueueFullError);
  runs[0]!.end();
  await running;
  await turn();
  runs[1]!.end();
  await turn();
  await turn();
  runs[2]!.end();
  expect(await Promise.all(waiting)).toEqual([10, 20, 30, 40]);
});

test('a failed run reaches its own callers only', async () => {
  const { batcher, runs } = controlled();
  const failing = batcher.submit(1);
  const caught = expect(failing).rejects.toThrow('lost');
  await turn();
  const next = batcher.submit(2);
  runs[0]!.fail(new Error('lost'));
  await caught;
  await turn();
  runs[1]!.end();
  expect(await next).toBe(20);
});
