import { ORDER_STATUS_NAMES, ORDER_TRANSITIONS, OrderStatus } from './order-states';
import { PAYMENT_STATUS_NAMES, PAYMENT_TRANSITIONS, PaymentStatus } from './payment-states';
import {
  REFUND_REASON_NAMES,
  REFUND_STATUS_NAMES,
  REFUND_TRANSITIONS,
  RefundReason,
  RefundStatus,
} from './refund-states';

type Table = Record<string, { from: number | readonly number[]; to: number }>;

/** Every step of a table, as from>to. */
const stepsOf = (table: Table) =>
  Object.values(table).flatMap(({ from, to }) => [from].flat().map((each) => `${each}>${to}`));
const finalOf = (status: Record<string, number>, table: Table) => {
  const left = new Set(Object.values(table).flatMap(({ from }) => [from].flat()));
  return Object.values(status).filter((each) => !left.has(each));
};

test.each([
  ['orders', OrderStatus, ORDER_STATUS_NAMES],
  ['payments', PaymentStatus, PAYMENT_STATUS_NAMES],
  ['refunds', RefundStatus, REFUND_STATUS_NAMES],
  ['reasons of refunds', RefundReason, REFUND_REASON_NAMES],
] as const)('every status of %s has a name at its own place', (_what, status, names) => {
  expect(Object.values(status)).toEqual(names.map((_name, at) => at));
});

test.each([
  ['orders', ORDER_TRANSITIONS],
  ['payments', PAYMENT_TRANSITIONS],
  ['refunds', REFUND_TRANSITIONS],
])('no two transitions of %s that start alike end alike, and none stays where it is', (_what, table) => {
  const steps = stepsOf(table);
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.filter((step) => step.split('>')[0] === step.split('>')[1])).toEqual([]);
});

test('an order that is cancelled or refunded, a payment that succeeded and a refund that is done stay so', () => {
  expect(finalOf(OrderStatus, ORDER_TRANSITIONS)).toEqual([OrderStatus.Cancelled, OrderStatus.Refunded]);
  expect(finalOf(PaymentStatus, PAYMENT_TRANSITIONS)).toEqual([PaymentStatus.Succeeded]);
  expect(finalOf(RefundStatus, REFUND_TRANSITIONS)).toEqual([RefundStatus.Done]);
});
