import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { type RefusingRedis, startRefusingRedis } from '../support/servers/refusing-redis';
import { until } from '../support/until';

jest.setTimeout(180_000);

/** An error that stays: nothing is wrong with the connection, and PING is answered. */
const ERRORS: [string, string, boolean][] = [
  ['a node of a cluster', 'MOVED 3999 127.0.0.1:1', true],
  ['a node of a cluster that answers nothing but PING', 'MOVED 3999 127.0.0.1:1', false],
  ['a replica', "READONLY You can't write against a read only replica.", true],
  ['a full server', "OOM command not allowed when used memory > 'maxmemory'.", true],
];
const PROCESSES = ['main', 'worker'] as const;
/** How often the log says again what it has said. */
const QUIET_MS = 10_000;

let environment: TestEnvironment;
let redis: RefusingRedis;
let processes: AppProcess[] = [];

beforeAll(async () => {
  environment = await newEnvironment();
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.kill('SIGKILL')));
  await redis.stop();
});
afterAll(() => environment.drop());

interface Line {
  time: string;
  level: number;
  msg: string;
  queue?: string;
  task?: string;
  reason?: string;
  repeated?: number;
}

const faults = (process: AppProcess): Line[] =>
  process
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ level }) => level >= 40);

const kindOf = ({ msg, queue, task, reason }: Line) => [msg, queue, task, reason].join(' | ');

async function readiness(process: AppProcess): Promise<{ status: number; body: { redis?: string } }> {
  const reply = await fetch(`${process.url}/health/ready`);
  return { status: reply.status, body: (await reply.json()) as { redis?: string } };
}

test.each(ERRORS)(
  '%s: it is said to be down, and nothing asks or says so without a pause',
  async (...error) => {
    const [, refusal, answersInfo] = error;
    redis = await startRefusingRedis(environment.env.REDIS_URL as string, refusal, { answersInfo });
    const env = { ...environment.env, REDIS_URL: redis.url, LOG_LEVEL: 'info' };
    processes = await Promise.all(PROCESSES.map((name) => startProcess(name, env, { keepOutput: true })));
    for (const process of processes) {
      expect(await readiness(process)).toMatchObject({ status: 200, body: { redis: 'down' } });
    }

    // The waits between tries double, so that from here on few are left.
    const started = performance.now();
    const before = redis.refused;
    await until('the log has said again what it has said', () =>
      processes.every((process) => faults(process).some(({ repeated }) => repeated !== undefined)),
    );
    const seconds = (performance.now() - started) / 1000;
    expect((redis.refused - before) / seconds).toBeLessThan(40);

    for (const process of processes) {
      const timesOf = new Map<string, number[]>();
      for (const line of faults(process)) {
        const times = timesOf.get(kindOf(line)) ?? [];
        timesOf.set(kindOf(line), [...times, Date.parse(line.time)]);
      }
      for (const [kind, times] of timesOf) {
        const gaps = times.slice(1).map((time, at) => time - (times[at] as number));
        // Timers of a busy machine may be late, and then the next one is early.
        expect({ kind, short: gaps.filter((gap) => gap < QUIET_MS * 0.8) }).toEqual({ kind, short: [] });
      }
    }

    redis.recover();
    for (const process of processes) {
      await until('Redis is up', async () => (await readiness(process)).body.redis === 'up');
      expect(await process.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    }
  },
);
