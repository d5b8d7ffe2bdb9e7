import * as fc from 'fast-check';
import { type Action, answered, anyOrder, type Draft, type Step, selections } from './action';
import { codeActions } from './code-actions';
import { lockActions } from './lock-actions';
import type { Shop } from './shop';
import {
  answerOf,
  begin,
  close,
  create,
  gotOf,
  METHODS,
  Order,
  Payment,
  refund,
  settle,
  UNPAID_MS,
  type World,
} from './world';

function place(chosenAt: number[], quantities: [number, number], quoteFirst: boolean): Draft {
  return {
    name: `create(coupons ${chosenAt}, quantities ${quantities}${quoteFirst ? ', quoted' : ''})`,
    aim: (world, shop) => {
      const key = shop.nextKey('order');
      const couponsAt = gotOf(world, chosenAt);
      const lines = quantities.map((quantity, at) => ({ unitMinor: shop.pricesMinor[at]!, quantity }));
      return {
        name: `create(${key}: coupons ${couponsAt}, quantities ${quantities})`,
        act: async () => {
          if (quoteFirst) await shop.quote(quantities);
          return shop.create(couponsAt, quantities, key);
        },
        steps: [
          (now, own) => {
            const cart = lines.filter(({ quantity }) => quantity > 0);
            Object.assign(own, create(now, key, couponsAt, cart));
          },
        ],
      };
    },
  };
}

const placing = fc
  .record({
    couponsAt: selections,
    quantities: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 })),
    quoteFirst: fc.boolean(),
  })
  .map(({ couponsAt, quantities, quoteFirst }) => place(couponsAt, quantities, quoteFirst));

function onOrder(
  name: string,
  at: number,
  make: (orderAt: number, orderId: string, world: World, shop: Shop) => Action | undefined,
): Draft {
  return {
    name: `${name}(order ${at})`,
    aim: (world, shop) => {
      // There is always something to do: without an order, one is placed.
      if (world.orders.length === 0) return place([0], [1, 0], false).aim(world, shop);
      const orderAt = world.orders.length - 1 - (at % world.orders.length);
      const { orderId } = world.orders[orderAt]!;
      return orderId === null ? undefined : make(orderAt, orderId, world, shop);
    },
  };
}

/** The same request again with the same key: the first answer, no effect. */
const placingAgain = anyOrder.map((at) =>
  onOrder('create again', at, (orderAt, orderId, _world, shop) => ({
    name: `create again(order ${orderAt})`,
    act: () => shop.createAgain(orderId),
    steps: [answered('201')],
  })),
);

const paying = fc
  .record({
    at: anyOrder,
    method: fc.constantFrom(
      ...Object.keys(METHODS),
      'sandbox_ok',
      'sandbox_ok',
      'sandbox_ok',
      'sandbox_slow_ok',
      'sandbox_slow_ok',
    ),
  })
  .map(({ at, method }) =>
    onOrder(`pay ${method}`, at, (orderAt, orderId, _world, shop) => {
      const key = shop.nextKey('pay');
      return {
        name: `pay(order ${orderAt} by ${method}, ${key})`,
        act: () => shop.pay(orderId, method, key),
        steps: [
          (now, own) => {
            Object.assign(own, begin(now, key, orderAt, method));
          },
          (now, own) => {
            if (own.paymentAt === undefined) return;
            const payment = now.orders[orderAt]!.payments[own.paymentAt]!;
            payment.settlesAt ??= now.now + METHODS[method]!.afterMs;
          },
          (now, own) => {
            if (own.paymentAt !== undefined && method !== 'sandbox_lost_reply')
              settle(now, orderAt, own.paymentAt);
          },
          (now, own) => {
            if (own.paymentAt !== undefined) own.code = answerOf(now.orders[orderAt]!, own.paymentAt);
          },
        ],
      };
    }),
  );

/** The last payment again with the same key: it is asked for its outcome, and nothing is taken twice. */
const payingAgain = anyOrder.map((at) =>
  onOrder('pay again', at, (orderAt, orderId, world, shop) => {
    const { payments } = world.orders[orderAt]!;
    const paymentAt = payments.length - 1;
    if (paymentAt < 0) return undefined;
    const { method, key } = payments[paymentAt]!;
    return {
      name: `pay again(order ${orderAt})`,
      act: () => shop.pay(orderId, method, key),
      steps: [
        (now, own) => {
          own.code = answerOf(now.orders[orderAt]!, paymentAt);
        },
      ],
    };
  }),
);

const cancelling = anyOrder.map((at) =>
  onOrder('cancel', at, (orderAt, orderId, _world, shop) => ({
    name: `cancel(order ${orderAt})`,
    act: () => shop.cancel(orderId),
    steps: [
      (now, own) => {
        const cancelled =
          close(now, orderAt, Order.Cancelled) || now.orders[orderAt]!.status === Order.Cancelled;
        own.code = cancelled ? '200' : 'ORDER_STATE_CONFLICT';
      },
    ],
  })),
);

const refunding = fc
  .record({ at: anyOrder, whole: fc.boolean(), lineAt: fc.nat(1), quantity: fc.integer({ min: 1, max: 3 }) })
  .map(({ at, whole, lineAt: line, quantity }) =>
    onOrder(whole ? 'refund all' : 'refund', at, (orderAt, orderId, world, shop) => {
      const lineAt = line % world.orders[orderAt]!.lines.length;
      const request = whole ? ('whole' as const) : { lineAt, quantity };
      const key = shop.nextKey('refund');
      return {
        name: `refund(order ${orderAt}, ${JSON.stringify(request)})`,
        act: () => shop.refund(orderId, request, key),
        steps: [
          (now, own) => {
            Object.assign(own, refund(now, key, orderAt, request));
          },
        ],
      };
    }),
  );

const timingOut = fc.constant<Draft>({
  name: 'time out',
  aim: (world, shop) => ({
    name: 'time out',
    act: () => shop.timeOutDue(),
    steps: [
      ...world.orders.map((_order, at) => (now: World) => {
        if (now.orders[at]!.expiresAt <= now.now) close(now, at, Order.TimedOut);
      }),
      answered('done'),
    ],
  }),
});

type PaymentStep = (now: World, orderAt: number, paymentAt: number) => void;

/** A step for each of these payments there is when the actor comes, and one for those that another actor begins meanwhile. */
function forEveryPayment(
  world: World,
  step: PaymentStep,
  among: (payment: World['orders'][number]['payments'][number]) => boolean = () => true,
): { known: Step[]; begun: Step } {
  const counts = world.orders.map(({ payments }) => payments.length);
  return {
    known: world.orders.flatMap(({ payments }, orderAt) =>
      payments.flatMap((payment, paymentAt) =>
        among(payment) ? [(now: World) => step(now, orderAt, paymentAt)] : [],
      ),
    ),
    begun: (now) => {
      for (const [orderAt, { payments }] of now.orders.entries()) {
        for (let at = counts[orderAt] ?? 0; at < payments.length; at++) step(now, orderAt, at);
      }
    },
  };
}

const isOpen = ({ status }: { status: number }) => status === Payment.Created || status === Payment.Pending;

/** The due scan asks about every open payment: it ends if the provider knows it. */
const checking = fc.constant<Draft>({
  name: 'ask the provider',
  aim: (world) => {
    const ask: PaymentStep = (now, orderAt, paymentAt) => {
      const payment = now.orders[orderAt]!.payments[paymentAt]!;
      if (isOpen(payment) && payment.settlesAt !== null) settle(now, orderAt, paymentAt);
    };
    const { known, begun } = forEveryPayment(world, ask, isOpen);
    return {
      name: 'ask the provider',
      act: (shop) => shop.checkPayments(),
      // Two scans share the payments: the one with the later payment may be the first to settle.
      steps: [known, begun, answered('done')],
    };
  },
});

/** The callbacks that are due. The sandbox reports each slow payment once; one that is lost is made up for by asking. */
const callingBack = (arrives: boolean) =>
  fc.constant<Draft>({
    name: arrives ? 'callbacks' : 'callbacks are lost',
    aim: (world, shop) => {
      const due = world.orders.flatMap((order, orderAt) =>
        order.payments.flatMap(({ method, settlesAt }, paymentAt) => {
          const reported = method.includes('_slow_') && shop.isCallbackLeft(orderAt, paymentAt);
          return reported && settlesAt !== null && settlesAt <= world.now ? [{ orderAt, paymentAt }] : [];
        }),
      );
      for (const { orderAt, paymentAt } of due) shop.takeCallback(orderAt, paymentAt);
      return {
        name: `callbacks ${arrives ? 'arrive' : 'are lost'} (${due.length})`,
        act: () => shop.deliverCallbacks(arrives),
        steps: [
          // Two who deliver share them: the one with the later callback may be the first to deliver.
          due.map(({ orderAt, paymentAt }) => (now: World) => {
            if (arrives) settle(now, orderAt, paymentAt);
          }),
          answered('done'),
        ],
      };
    },
  });

/** Callbacks that nobody gets: only while nobody else is there to get them. */
export const losingCallbacks = callingBack(false);

/** Callbacks about every payment that ended, once more and in the opposite order: they change nothing. */
const repeatingCallbacks = fc.constant<Draft>({
  name: 'callbacks come again',
  aim: (world) => {
    const { known, begun } = forEveryPayment(world, (now, orderAt, paymentAt) => {
      if (now.orders[orderAt]!.payments[paymentAt]!.settlesAt !== null) settle(now, orderAt, paymentAt);
    });
    return {
      name: 'callbacks come again',
      act: (shop) => shop.repeatCallbacks(),
      steps: [begun, ...known.reverse(), answered('done')],
    };
  },
});

/** What several actors may do at the same time. */
export const actions: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 6, arbitrary: placing },
  { weight: 1, arbitrary: placingAgain },
  { weight: 6, arbitrary: paying },
  { weight: 1, arbitrary: payingAgain },
  { weight: 2, arbitrary: cancelling },
  { weight: 3, arbitrary: refunding },
  { weight: 2, arbitrary: timingOut },
  { weight: 2, arbitrary: checking },
  { weight: 2, arbitrary: callingBack(true) },
  { weight: 1, arbitrary: repeatingCallbacks },
  { weight: 9, arbitrary: lockActions },
  { weight: 6, arbitrary: codeActions },
);

/** How far the clock moves on: past a slow payment, past a coupon's end, past the time to pay. */
export const waits = fc.constantFrom(1_500, 1_500, 30_000, 650_000, UNPAID_MS + 1_000);
