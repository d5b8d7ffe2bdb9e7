import * as fc from 'fast-check';
import type { Draft } from './action';
import { redeem, redeemByAnother } from './world';

const codes = fc.nat(1);

/** A code is typed by the user whose coupons these are … */
const redeeming = codes.map(
  (codeAt): Draft => ({
    name: `redeem(code ${codeAt})`,
    aim: (_world, shop) => {
      const key = shop.nextKey('redeem');
      return {
        name: `redeem(code ${codeAt}, ${key})`,
        act: () => shop.redeem(codeAt, key),
        steps: [(now, own) => Object.assign(own, redeem(now, key, codeAt))],
      };
    },
  }),
);

/** … or by somebody else. */
const redeemingByAnother = codes.map((codeAt): Draft => {
  const name = `another redeems(code ${codeAt})`;
  return {
    name,
    aim: () => ({
      name,
      act: (shop) => shop.redeemByAnother(codeAt),
      steps: [(now, own) => Object.assign(own, { code: redeemByAnother(now, codeAt) })],
    }),
  };
});

/** Who gets a coupon with a code that can be used once. */
export const codeActions: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: redeeming },
  { weight: 1, arbitrary: redeemingByAnother },
);
