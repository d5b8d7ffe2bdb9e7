import * as fc from 'fast-check';
import { answered, type Draft, selections } from './action';
import { cancelLock, confirmLock, releaseLock, tryLock } from './lock-world';
import { gotOf, type World } from './world';

/** Few numbers, so that calls about the same order meet, in every order of arrival. */
const orderNos = fc.constantFrom('N1', 'N2', 'N3');
/** Longer and shorter than what tests wait. */
const ttls = fc.constantFrom(20, 600);

const trying = fc
  .record({ orderNo: orderNos, couponsAt: selections, withCart: fc.boolean(), ttlSeconds: ttls })
  .map(({ orderNo, couponsAt, withCart, ttlSeconds }): Draft => {
    const details = `${withCart ? ' with a cart' : ''}, ${ttlSeconds} s`;
    return {
      name: `try (${orderNo}: coupons ${couponsAt}${details})`,
      aim: (world, shop) => {
        const got = gotOf(world, couponsAt);
        const wanted = { couponsAt: got.length > 0 ? got : [0], withCart, ttlSeconds };
        return {
          name: `try (${orderNo}: coupons ${wanted.couponsAt}${details})`,
          act: () => shop.tryLock(orderNo, wanted),
          steps: [(now, own) => Object.assign(own, { code: tryLock(now, orderNo, wanted) })],
        };
      },
    };
  });

/** A request about an order number, whether it was tried or not. */
function about(
  what: 'confirm' | 'cancel',
  step: (world: World, orderNo: string) => string,
): fc.Arbitrary<Draft> {
  return orderNos.map((orderNo) => {
    const name = `${what} lock (${orderNo})`;
    return {
      name,
      aim: (_world, shop) => ({
        name,
        act: () => shop.decideLock(what, orderNo),
        steps: [(now, own) => Object.assign(own, { code: step(now, orderNo) })],
      }),
    };
  });
}

const releasing = fc.constant<Draft>({
  name: 'release locks',
  aim: (world, shop) => ({
    name: 'release locks',
    act: () => shop.releaseLocks(),
    steps: [
      ...Object.keys(world.locks).map((orderNo) => (now: World) => releaseLock(now, orderNo)),
      answered('done'),
    ],
  }),
});

/** Try, Confirm, Cancel by an order system outside. */
export const lockActions: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 6, arbitrary: trying },
  { weight: 4, arbitrary: about('confirm', confirmLock) },
  { weight: 1, arbitrary: about('cancel', cancelLock) },
  { weight: 1, arbitrary: releasing },
);
