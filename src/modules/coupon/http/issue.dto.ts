import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import type { Mirrors } from '../../../platform/dto';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '../../../platform/dto';
import type { IssueReport, IssueResult } from '../application/issue-to-users';
import type { OperationView, RevokedCount } from '../application/operations/operation-view';
import type { RevokedCouponView } from '../application/revoke-coupons';

const MAX_USERS = 1_000;

export class IssueCouponsDto {
  /** Who gets a coupon, each one. */
  @ApiProperty({ type: [String], example: ['1001', '1002'], maxItems: MAX_USERS, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_USERS)
  @ArrayUnique()
  @Matches(/^[1-9]\d{0,15}$/, {
    each: true,
    message: 'each of userIds must be a positive integer of at most 16 digits, as text',
  })
  userIds: string[];
}

export class IssueResultDto implements Mirrors<IssueResult, IssueResultDto> {
  /** @example "1001" */
  userId: string;
  @ApiProperty({ enum: ['issued', 'refused', 'failed'], example: 'issued' })
  result: IssueResult['result'];
  /** @example "20001" */
  couponId?: string;
  @ApiProperty({ type: String, required: false, example: 'CLAIM_LIMIT_REACHED', description: 'Why not.' })
  code?: IssueResult['code'];
}

export class IssueReportDto implements Mirrors<IssueReport, IssueReportDto> {
  /** @example "1" */
  batchId: string;
  /** @example 1 */
  issued: number;
  /** @example 0 */
  refused: number;
  /** Nothing was decided for them, or it is not known what was: the same request again tells. @example 0 */
  failed: number;
  results: IssueResultDto[];
}

export class RevokedCountDto implements Mirrors<RevokedCount, RevokedCountDto> {
  /** Coupons that were taken back. @example 12 */
  revoked: number;
}

@ApiExtraModels(IssueReportDto, RevokedCountDto)
export class OperationDto implements Mirrors<OperationView, OperationDto> {
  /** @example "501" */
  operationId: string;
  @ApiProperty({ enum: ['claim', 'issue', 'revoke_batch'], example: 'issue' })
  kind: OperationView['kind'];
  /** @example "1" */
  batchId: string;
  @ApiProperty({ enum: ['pending', 'done'], example: 'pending' })
  status: OperationView['status'];
  /** @example "2026-12-01T09:00:00.000Z" */
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  finishedAt: string | null;
  /** Of a claim or an issue: its report. Of the revocation of a batch: how many coupons were revoked. null while pending. */
  @ApiProperty({
    oneOf: [
      { $ref: getSchemaPath(IssueReportDto) },
      { $ref: getSchemaPath(RevokedCountDto) },
      { type: 'null' },
    ],
  })
  result: OperationView['result'];
}

export class RevokedCouponDto implements Mirrors<RevokedCouponView, RevokedCouponDto> {
  /** @example "20001" */
  couponId: string;
  /** @example "1" */
  batchId: string;
  /** @example "1001" */
  userId: string;
  @ApiProperty({ enum: ['revoked'], example: 'revoked' })
  status: RevokedCouponView['status'];
}
