import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { CouponStock, codesToMake, SerialStock } from './chunk-stock';

const takes = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });

test('serials: each once, in order, none outside of the ranges that there were', () => {
  const ranges = fc.array(fc.record({ from: fc.nat(1_000), count: fc.integer({ min: 1, max: 80 }), takes }), {
    minLength: 1,
    maxLength: 5,
  });
  checkProperty(ranges, (given) => {
    let from = 1;
    const seen: number[] = [];
    for (const range of given) {
      // Others have made codes between.
      const first = from + range.from;
      const until = first + range.count - 1;
      const stock = new SerialStock({ nextSerial: first, untilSerial: until });
      for (const wanted of range.takes) {
        const { quota, firstSerial } = stock.take(wanted);
        for (let nth = 0; nth < quota; nth++) seen.push(Number(firstSerial) + nth);
        if (seen.length > 0) expect(seen.at(-1)).toBeLessThanOrEqual(until);
      }
      const asked = range.takes.reduce((sum, wanted) => sum + wanted, 0);
      expect(stock.missing).toBe(Math.max(0, asked - range.count));
      from = until + 1;
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });
});

test('without serials everything is missing', () => {
  const stock = new SerialStock({ nextSerial: null, untilSerial: null });
  expect([stock.take(5), stock.missing]).toEqual([{ quota: 0, firstSerial: null }, 5]);
});

test('coupons: as many as are left, however they are asked for', () => {
  checkProperty(fc.tuple(fc.integer({ min: -10, max: 200 }), takes), ([left, wanted]) => {
    const stock = new CouponStock(left);
    const taken = wanted.map((count) => stock.take(count).quota);
    const asked = wanted.reduce((sum, count) => sum + count, 0);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(Math.min(Math.max(0, left), asked));
    expect(stock.missing).toBe(Math.max(0, asked - Math.max(0, left)));
  });
});

test.each([
  ['at first the whole audience', { audienceCount: 1_000, served: 0, skipped: 0 }, 0, 100, 1_000],
  [
    'then those who came since, and some more',
    { audienceCount: 1_000, served: 900, skipped: 100 },
    0,
    7,
    100,
  ],
  ['what is needed at once in any case', { audienceCount: 10, served: 10, skipped: 0 }, 0, 100, 100],
  ['those who wait are not counted twice', { audienceCount: 1_000, served: 400, skipped: 0 }, 300, 10, 300],
])('codes to make: %s', (_, task, waiting, missing, codes) => {
  expect(codesToMake(task, { waiting, missing })).toBe(codes);
});
