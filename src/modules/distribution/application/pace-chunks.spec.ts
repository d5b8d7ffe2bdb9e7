import type { Config } from '../../../config/config';
import type { ClaimLoad, ClaimLoadMeter } from '../../coupon';
import { PaceChunks } from './pace-chunks';

const SHARE_PERCENT = 50;

function pacer(load: () => ClaimLoad | undefined): PaceChunks {
  const board = { read: () => Promise.resolve(load()) } as unknown as ClaimLoadMeter;
  return new PaceChunks({ DISTRIBUTION_SHARE_PERCENT: SHARE_PERCENT } as Config, board);
}

/** A chunk whose end the test decides. */
function chunk() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state = { begun: false };
  const work = () => {
    state.begun = true;
    return ended;
  };
  return { work, state, end: () => end() };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('while nobody claims, chunks run beside each other', async () => {
  const pace = pacer(() => undefined);
  const [a, b] = [chunk(), chunk()];
  const both = [pace.run(a.work), pace.run(b.work)];
  await settle();
  expect([a.state.begun, b.state.begun]).toEqual([true, true]);
  a.end();
  b.end();
  await Promise.all(both);
});

test('while users claim, one runs at a time, and the next only after a rest', async () => {
  const pace = pacer(() => ({ claimsPerSecond: 1_000, worstMs: 5 }));
  const [a, b] = [chunk(), chunk()];
  const first = pace.run(a.work);
  const second = pace.run(b.work);
  await settle();
  expect([a.state.begun, b.state.begun]).toEqual([true, false]);
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 20));
  a.end();
  await first;
  const tookMs = performance.now() - startedAt;
  await settle();
  expect(b.state.begun).toBe(false);
  b.end();
  await second;
  expect(performance.now() - startedAt).toBeGreaterThan(tookMs * 1.5);
});

test('a chunk that fails lets the next one in', async () => {
  const pace = pacer(() => ({ claimsPerSecond: 1_000, worstMs: 5 }));
  await expect(pace.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(pace.run(() => Promise.resolve(7))).resolves.toBe(7);
});
