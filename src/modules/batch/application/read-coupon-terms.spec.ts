import type { SqlReader, SqlValue } from '../../../platform/database';
import { ReadCouponTerms } from './read-coupon-terms';

/** A reader that knows every batch. @param before what happens while it is asked */
function readerOf(before: () => Promise<unknown> = async () => undefined): SqlReader {
  const rows = async (_sql: string, values: readonly SqlValue[] = []) => {
    await before();
    return (values[0] as string[]).map((batchId) => ({
      batch_id: batchId,
      merchant_id: '7',
      coupon_name: 'Any',
      rule_id: '1',
      type: 0,
      currency: 'USD',
      rule_content: '{}',
      merchant_share_bp: null,
      restore: 0,
      restoreDays: null,
      remind_days: '[]',
      budgeted: 0,
    }));
  };
  return { rows, row: async () => undefined } as SqlReader;
}

test('terms that others push out of the cache while it reads are answered all the same', async () => {
  const terms = new ReadCouponTerms();
  await terms.execute(readerOf(), ['1']);
  const others = Array.from({ length: 6_000 }, (_, at) => String(at + 10));
  const pushOut = () => terms.execute(readerOf(), others);
  expect([...(await terms.execute(readerOf(pushOut), ['1', '2'])).keys()].sort()).toEqual(['1', '2']);
});
