import { type BoundedCoupon, BoundKind, SetBound } from './set-bound';

const { Scaler, Scaled, Flat } = BoundKind;
const T = 10_000;

/** A percentage of everything that is left. */
const ofAll = (group: number, fraction: number): BoundedCoupon => ({
  group,
  kind: Scaler,
  worthMinor: T * fraction,
  fraction,
  lineCount: 1,
});
/** A percentage of some lines, or a line offer where the fraction is 0. */
const ofSome = (group: number, worthMinor: number, fraction = 0, lineCount = 3): BoundedCoupon => ({
  group,
  kind: Scaled,
  worthMinor,
  fraction,
  lineCount,
});
const fixed = (group: number, worthMinor: number): BoundedCoupon => ({
  group,
  kind: Flat,
  worthMinor,
  fraction: 0,
  lineCount: 1,
});

function boundOf(...later: BoundedCoupon[]): SetBound {
  const bound = new SetBound(8);
  for (const coupon of later) {
    bound.add(coupon);
  }
  return bound;
}

describe('the plain bound', () => {
  it('adds the most that each other group takes', () => {
    const bound = boundOf(fixed(1, 300), ofAll(1, 0.05), ofSome(1, 400), fixed(2, 70), fixed(2, 60));
    expect(bound.sumWith(fixed(0, 1000))).toBe(1000 + 500 + 70);
  });

  it('leaves out the others of its own group', () => {
    expect(boundOf(fixed(0, 300), fixed(1, 70)).sumWith(fixed(0, 10))).toBe(10 + 70);
  });

  it('knows nothing after a reset', () => {
    const bound = boundOf(ofAll(1, 0.5), ofSome(2, 100, 0.5), fixed(3, 70));
    bound.reset();
    expect(bound.sumWith(fixed(0, 10))).toBe(10);
    bound.add(fixed(1, 1));
    bound.add(fixed(2, 1));
    bound.add(fixed(3, 1));
    expect(bound.mixWith(ofAll(0, 0.5), T)).toBe(5003);
  });
});

/** What is stated is the sum to the unit; the bound adds one for the error of its floating point products. */
describe('the tight bound', () => {
  it.each<[string, number, BoundedCoupon, BoundedCoupon[]]>([
    ['percentages of everything work on what the former left', 2800, ofAll(0, 0.2), [ofAll(1, 0.1)]],
    ['a percentage of everything shrinks a line offer', 6500, ofAll(0, 0.5), [ofSome(1, 3000)]],
    ['… whichever of both is asked for', 6500, ofSome(1, 3000), [ofAll(0, 0.5)]],
    ['two of them shrink it twice', 7500 + 750, ofSome(0, 3000), [ofAll(1, 0.5), ofAll(2, 0.5)]],
    [
      'a percentage of some lines may gain a unit per line and one more',
      5000 + 200 + 2,
      ofSome(0, 400, 0.5),
      [ofAll(1, 0.5)],
    ],
    ['… whichever of both is asked for (2)', 5000 + 200 + 2, ofAll(1, 0.5), [ofSome(0, 400, 0.5)]],
    [
      '… for each percentage of everything',
      7500 + 100 + 4,
      ofSome(0, 400, 0.5),
      [ofAll(1, 0.5), ofAll(2, 0.5)],
    ],
    ['… the later ones among them', 7500 + 100 + 4, ofAll(2, 0.5), [ofAll(1, 0.5), ofSome(0, 400, 0.5)]],
    [
      'fixed amounts shrink nothing and are not shrunk',
      7500 + 300 + 70,
      ofAll(0, 0.5),
      [ofAll(1, 0.5), fixed(2, 300), fixed(3, 70)],
    ],
    [
      'of each group it takes the coupon that fits best: the fixed one',
      5000 + 2000,
      ofAll(0, 0.5),
      [fixed(1, 2000), ofAll(1, 0.3)],
    ],
    ['… or the percentage', 5000 + 2500, ofAll(0, 0.5), [fixed(1, 2000), ofAll(1, 0.5)]],
    ['… or the line offer', 5000 + 2250, ofAll(0, 0.5), [fixed(1, 2000), ofSome(1, 4500)]],
    [
      'of one kind it takes the best',
      5000 + 2250,
      ofAll(0, 0.5),
      [ofSome(1, 4500), ofSome(1, 4000), ofSome(1, 20, 0)],
    ],
    ['… of percentages too', 7500, ofAll(0, 0.5), [ofAll(1, 0.5), ofAll(1, 0.2)]],
  ])('%s: %d', (_, exactMinor, own, later) => {
    expect(boundOf(...later).mixWith(own, T)).toBe(exactMinor + 1);
  });

  it('is never above the plain one', () => {
    expect(boundOf(fixed(1, 300)).mixWith(fixed(0, 700), T)).toBe(1000);
  });

  it('mixes up to five other groups, and past that is the plain one', () => {
    const five = [1, 2, 3, 4, 5].map((group) => ofAll(group, 0.5));
    expect(boundOf(...five).mixWith(ofAll(0, 0.5), T)).toBe(T - Math.ceil(T / 64) + 1);
    expect(boundOf(...five, ofAll(6, 0.5)).mixWith(ofAll(0, 0.5), T)).toBe(7 * (T / 2));
    const ofEachKind = five.flatMap((coupon) => [fixed(coupon.group, 10), ofSome(coupon.group, 20), coupon]);
    expect(boundOf(...ofEachKind).mixWith(ofAll(0, 0.5), T)).toBe(T - Math.ceil(T / 64) + 1);
    expect(boundOf(...five, ofAll(0, 0.5)).mixWith(ofAll(0, 0.5), T)).toBe(T - Math.ceil(T / 64) + 1);
  });
});
