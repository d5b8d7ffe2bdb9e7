import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CouponClaimingModule } from '../coupon';
import { EvenAnswers } from './application/even-answers';
import { HoldOffGuessing } from './application/hold-off-guessing';
import { PreviewCode } from './application/preview-code';
import { RedeemCode } from './application/redeem-code';
import { CodeModule } from './code.module';
import { BatchCodesController } from './http/batch-codes.controller';
import { CodesController } from './http/codes.controller';
import { TriesStore } from './infra/tries-store';

/** Codes over HTTP. */
@Module({
  imports: [BatchModule, CodeModule, CouponClaimingModule],
  controllers: [BatchCodesController, CodesController],
  providers: [TriesStore, HoldOffGuessing, EvenAnswers, RedeemCode, PreviewCode],
})
export class CodeHttpModule {}
