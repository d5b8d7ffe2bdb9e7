import fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { addRange, isInRanges, type SerialRange } from './serial-ranges';

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, length]): SerialRange => ({ from, until: from + length }));

test('holds what is in any of the ranges that were added, sorted and apart from each other', () => {
  checkProperty(fc.array(range, { maxLength: 30 }), (added) => {
    const ranges = added.reduce<SerialRange[]>(addRange, []);
    for (let serial = 0; serial <= 80; serial++) {
      const expected = added.some(({ from, until }) => from <= serial && serial <= until);
      expect(isInRanges(ranges, serial)).toBe(expected);
    }
    for (const [at, { from }] of ranges.entries()) {
      if (at > 0) expect(from).toBeGreaterThan(ranges[at - 1]!.until + 1);
    }
  });
});
