import type { SqlReader } from '../../../../platform/database';
import { selectTagCodes } from '../../../audience';
import type { UsableCoupon } from '../../../coupon';

/** The user's tags, as far as one of the coupons asks for any; most don't, and then nothing is read. */
export async function readAskedTags(
  reader: SqlReader,
  userId: string,
  coupons: readonly UsableCoupon[],
): Promise<string[]> {
  const asked = coupons.some(({ candidate }) => candidate.rule.content.conditions?.userTags);
  return asked ? selectTagCodes(reader, userId) : [];
}
