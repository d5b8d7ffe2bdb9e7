import { Reach } from './reach';

describe('what candidates can reach', () => {
  const reach = new Reach([Int32Array.of(0, 1), Int32Array.of(1, 2), Int32Array.of(0, 2)], 3);
  const leftMinor = Float64Array.of(100, 20, 3);

  it('counts each line once', () => {
    reach.reset();
    expect(reach.add(0, leftMinor)).toBe(120);
    expect(reach.add(0, leftMinor)).toBe(120);
    expect(reach.add(1, leftMinor)).toBe(123);
    expect(reach.add(2, leftMinor)).toBe(123);
  });

  it('knows nothing after a reset', () => {
    reach.reset();
    expect(reach.add(1, leftMinor)).toBe(23);
  });
});
