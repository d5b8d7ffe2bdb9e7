import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { type ClaimableBatchView, ListClaimableBatches } from '../../batch';
import { selectCodeUses } from '../../coupon';
import { RedeemCode, type TypedBy } from './redeem-code';

/** What a code would bring. Nothing is taken. */
@Injectable()
export class PreviewCode {
  constructor(
    private readonly database: Database,
    private readonly listClaimable: ListClaimableBatches,
    private readonly redeemCode: RedeemCode,
  ) {}

  /**
   * Stock, limit and audience are not looked at: the redemption does.
   * @throws AppError CODE_NOT_VALID, CODE_ALREADY_USED by themself, CODE_TRIES_EXCEEDED, BUSY
   */
  execute(typed: TypedBy): Promise<ClaimableBatchView> {
    return this.redeemCode.guarded(typed, async ({ batchId, use, revoked }) => {
      const [spent] = use ? await selectCodeUses(this.database, [use]) : [];
      if (spent?.userId === typed.userId) {
        throw new AppError('CODE_ALREADY_USED', { extra: { couponId: spent.couponId } });
      }
      const offer = await this.listClaimable.one(batchId);
      if (revoked || spent || !offer) throw new AppError('CODE_NOT_VALID');
      return offer;
    });
  }
}
