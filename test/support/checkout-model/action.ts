import * as fc from 'fast-check';
import type { Shop } from './shop';
import type { Result, World } from './world';

/** What one actor does: really, and in the model as steps between which another actor's steps may come. */
export interface Action {
  name: string;
  /** Runs it. @returns the status or the problem's code that it was answered with */
  act(shop: Shop): Promise<Answer>;
  /** The same as atomic steps on a world; they leave the expected answer in `own`. Steps in a list of their own run in any order. */
  steps: (Step | Step[])[];
}

export type Step = (world: World, own: Result) => void;

export interface Answer {
  code: string;
  /** Of an order that was created. */
  order?: CreatedOrder;
}

export interface CreatedOrder {
  orderId: string;
  coupons: { couponId: string; shares: { lineNo: number; amount: { amountMinor: number } }[] }[];
}

/** What is drawn: an action whose target is chosen when it runs, because only then it is known what there is. */
export interface Draft {
  name: string;
  /** @returns undefined when there is nothing to do it to */
  aim(world: World, shop: Shop): Action | undefined;
}

/** A step that only says what the answer is. */
export const answered =
  (code: string): Step =>
  (_world, own) => {
    own.code = code;
  };

/** Which order: counted from the last one, which is the likeliest. */
export const anyOrder = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(5) },
);

/** Mostly what combines: at most one coupon of each offer, also of those that codes bring; sometimes the one that pays for all, sometimes anything. */
export const selections: fc.Arbitrary<number[]> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom(0, 1, null),
        fc.constantFrom(2, null),
        fc.constantFrom(3, 4, null),
        fc.constantFrom(6, 7, null, null),
      )
      .map((chosen) => chosen.filter((at) => at !== null)),
  },
  { weight: 1, arbitrary: fc.constant<number[]>([5]) },
  { weight: 1, arbitrary: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { maxLength: 3 }) },
);
