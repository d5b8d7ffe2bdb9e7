import { Injectable } from '@nestjs/common';
import { mayManage, type Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { selectCodeCoupon, selectCodeUses } from '../../coupon';
import { readCode } from '../domain/code-text';
import { CodeBook, type FoundCode } from './code-book';
import type { CodeView } from './code-views';

const NOBODY = { userId: null, couponId: null, usedAt: null, orderNo: null };

/** What has become of a code, for merchants and the platform. */
@Injectable()
export class LookUpCode {
  constructor(
    private readonly database: Database,
    private readonly book: CodeBook,
  ) {}

  /**
   * @param code in any spelling
   * @param merchantId whose word it is, where the platform asks
   * @throws AppError CODE_NOT_FOUND also for another merchant's
   */
  async execute(caller: Principal, code: string, merchantId = caller.merchantId): Promise<CodeView> {
    const found = await this.book.find(readCode(code), merchantId ?? null);
    if (!found || !mayManage(caller, found.merchantId)) throw new AppError('CODE_NOT_FOUND');
    return { batchId: found.batchId, ...(await this.stateOf(found)) };
  }

  private async stateOf({ use, revoked }: FoundCode): Promise<Omit<CodeView, 'batchId'>> {
    if (!use) return { state: 'shared', generationId: null, serial: null, ...NOBODY };
    const [row] = await selectCodeUses(this.database, [use]);
    if (!row?.couponId) return { state: row || revoked ? 'revoked' : 'unused', ...use, ...NOBODY };
    const coupon = await selectCodeCoupon(this.database, row.couponId);
    return {
      state: 'used',
      ...use,
      userId: row.userId,
      couponId: row.couponId,
      usedAt: row.createdAt.toISOString(),
      orderNo: coupon?.orderNo ?? null,
    };
  }
}
