import { compareIds } from '../../../shared/compare-ids';
import { compareText } from './line-index';

describe('the order of names', () => {
  it.each([
    ['a', 'b', -1],
    ['b', 'a', 1],
    ['a', 'a', 0],
    ['Z', 'a', -1],
    ['a', 'ab', -1],
  ])('text %s to %s: %d, by code units', (a, b, expected) => {
    expect(compareText(a, b)).toBe(expected);
  });

  it.each([
    ['9', '10', -1],
    ['10', '9', 1],
    ['12', '13', -1],
    ['13', '12', 1],
    ['12', '12', 0],
  ])('id %s to %s: %d, as numbers', (a, b, expected) => {
    expect(Math.sign(compareIds(a, b))).toBe(expected);
  });
});
