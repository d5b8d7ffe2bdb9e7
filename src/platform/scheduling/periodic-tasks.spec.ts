import { rootLogger } from '../logging';
import { metricsRegistry } from '../metrics';
import { PeriodicTasks } from './periodic-tasks';

const INTERVAL_MS = 1_000;
/** Longer than any interval with its disorder. */
const ONE_INTERVAL_MS = INTERVAL_MS * 1.2;

let tasks: PeriodicTasks;
const warn = jest.spyOn(rootLogger, 'warn').mockImplementation(() => undefined);

beforeEach(() => {
  jest.useFakeTimers();
  tasks = new PeriodicTasks();
});
afterEach(() => jest.useRealTimers());

/** A round that ends when the test says so. */
function openRound() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}

const add = (run: (isStopping: () => boolean) => Promise<unknown>, name = 'a task') =>
  tasks.add({ name, intervalMs: INTERVAL_MS, run });

const passes = (ms: number) => jest.advanceTimersByTimeAsync(ms);

async function metric(name: string, task: string): Promise<number | undefined> {
  const { values } = await metricsRegistry.getSingleMetric(name)!.get();
  return values.find(({ labels }) => labels.task === task)?.value;
}

test('every task starts with the application, and runs again after its interval', async () => {
  const [first, second] = [jest.fn(async () => undefined), jest.fn(async () => undefined)];
  add(first, 'first');
  add(second, 'second');
  await passes(ONE_INTERVAL_MS);
  expect(first).not.toHaveBeenCalled();
  tasks.onApplicationBootstrap();
  await passes(0);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  await passes(ONE_INTERVAL_MS);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([2, 2]);
});

test('a task never has two rounds at once: the interval begins when a round has ended', async () => {
  const round = openRound();
  const run = jest.fn(() => round.ended);
  add(run);
  tasks.onApplicationBootstrap();
  await passes(10 * INTERVAL_MS);
  expect(run).toHaveBeenCalledTimes(1);
  round.end();
  await passes(ONE_INTERVAL_MS);
  expect(run).toHaveBeenCalledTimes(2);
});

test('two tasks of one name are refused, and so is one that comes after the start', () => {
  add(async () => undefined);
  expect(() => add(async () => undefined)).toThrow('there are two periodic tasks named "a task"');
  tasks.onApplicationBootstrap();
  expect(() => add(async () => undefined, 'late')).toThrow('comes after the start');
});

test('a task that is not enabled never runs', async () => {
  const run = jest.fn(async () => undefined);
  tasks.add({ name: 'unused', intervalMs: INTERVAL_MS, enabled: false, run });
  tasks.onApplicationBootstrap();
  await passes(ONE_INTERVAL_MS);
  expect(run).not.toHaveBeenCalled();
});

test('the end waits for the round that is under way, tells it, and starts no other', async () => {
  const round = openRound();
  const heard: boolean[] = [];
  const run = jest.fn(async (isStopping: () => boolean) => {
    heard.push(isStopping());
    await round.ended;
    heard.push(isStopping());
  });
  const idle = jest.fn(async () => undefined);
  add(run);
  add(idle, 'idle');
  tasks.onApplicationBootstrap();
  await passes(0);
  let isStopped = false;
  const stopped = tasks.beforeApplicationShutdown().then(() => {
    isStopped = true;
  });
  await passes(5_000);
  expect(isStopped).toBe(false);
  round.end();
  await stopped;
  expect(heard).toEqual([false, true]);
  await passes(10 * INTERVAL_MS);
  expect([run.mock.calls.length, idle.mock.calls.length]).toEqual([1, 1]);
  expect(warn).not.toHaveBeenCalled();
});

test('the end does not wait for a round without a limit, and names what it leaves behind', async () => {
  add(() => new Promise(() => undefined), 'endless');
  add(async () => undefined, 'idle');
  tasks.onApplicationBootstrap();
  await passes(0);
  const stopped = tasks.beforeApplicationShutdown();
  await passes(10_000);
  await stopped;
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith({ tasks: ['endless'] }, expect.any(String));
});

test('a failed round is followed by the next one, and each is told to the log with its task', async () => {
  const errors = [new Error('refused'), new TypeError('another kind')];
  let rounds = 0;
  add(async () => {
    const error = errors[rounds++];
    if (error) throw error;
  });
  tasks.onApplicationBootstrap();
  await passes(3 * ONE_INTERVAL_MS);
  expect(rounds).toBeGreaterThanOrEqual(3);
  expect(warn.mock.calls.map(([said]) => said)).toEqual(errors.map((err) => ({ task: 'a task', err })));
});

test('metrics tell when each task last succeeded, how long its rounds take and how many failed', async () => {
  jest.setSystemTime(new Date('2026-05-01T10:00:00.000Z'));
  let isBroken = false;
  add(async () => {
    if (isBroken) throw new Error('broken');
  }, 'measured');
  tasks.onApplicationBootstrap();
  await passes(0);
  const succeededAt = Date.now() / 1000;
  isBroken = true;
  await passes(ONE_INTERVAL_MS);
  expect(await metric('coupon_periodic_task_last_success_timestamp_seconds', 'measured')).toBe(succeededAt);
  expect(await metric('coupon_periodic_task_failures_total', 'measured')).toBe(1);
  const text = await metricsRegistry.metrics();
  expect(text).toContain('coupon_periodic_task_duration_seconds_count{task="measured"} 2');
});
