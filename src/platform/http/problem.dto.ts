import { ApiProperty } from '@nestjs/swagger';
import type { RowError } from '../../shared/csv';
import { ERROR_CODES, type ErrorCode } from '../../shared/errors';
import type { Mirrors } from './mirrors';
import { MoneyDto } from './money.dto';

export class FieldErrorDto {
  /** RFC 6901 pointer into the body. */
  @ApiProperty({ required: false, example: '/items/0/quantity' })
  pointer?: string;

  /** Name of the query, path or header parameter. */
  @ApiProperty({ required: false, example: 'limit' })
  parameter?: string;

  @ApiProperty({ example: 'IS_INT' })
  code: string;

  @ApiProperty({ example: 'quantity must be an integer number' })
  message: string;
}

export class RefusedCouponDto {
  /** @example "10001" */
  couponId: string;

  /** Each with a code and its figures. */
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      required: ['code'],
      properties: { code: { type: 'string' } },
      additionalProperties: true,
    },
    example: [{ code: 'THRESHOLD_NOT_MET', requiredMinor: 10_000, actualMinor: 8_750, missingMinor: 1_250 }],
  })
  reasons: object[];
}

export class RowErrorDto implements Mirrors<RowError, RowErrorDto> {
  /** From 1; of a row over several lines the last one. @example 2 */
  line: number;

  /** null: the row as a whole. */
  @ApiProperty({ type: String, nullable: true, example: 'price_minor' })
  field: string | null;

  @ApiProperty({ example: 'PRICE_INVALID' })
  code: string;

  @ApiProperty({ example: 'price_minor must be an integer' })
  message: string;
}

/** RFC 9457 problem details. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:coupon:problem:BATCH_SOLD_OUT' })
  type: string;

  @ApiProperty({ example: 'All coupons of the batch are gone' })
  title: string;

  @ApiProperty({ example: 409 })
  status: number;

  @ApiProperty({ required: false })
  detail?: string;

  @ApiProperty({ example: '/v1/batches/1/claims' })
  instance: string;

  @ApiProperty({ enum: Object.keys(ERROR_CODES), example: 'BATCH_SOLD_OUT' })
  code: ErrorCode;

  @ApiProperty({ required: false, type: [FieldErrorDto] })
  errors?: FieldErrorDto[];

  @ApiProperty({ example: '5b8c5d7e-6a0f-4a3b-9d2e-0f8f5f0f6f3a' })
  requestId: string;

  /** Of a refused order or hold: all reasons, by coupon. */
  @ApiProperty({ required: false, type: () => [RefusedCouponDto] })
  coupons?: RefusedCouponDto[];

  /** Of a refused order: the best price to be had now. */
  @ApiProperty({ required: false, allOf: [{ $ref: '#/components/schemas/PricedDto' }] })
  quote?: object;

  /** Of PAYMENT_MISMATCH: what there is to pay. */
  @ApiProperty({ required: false, type: MoneyDto })
  payable?: MoneyDto;

  /** Of a refused file: up to 100 of its rows that are at fault. */
  @ApiProperty({ required: false, type: () => [RowErrorDto] })
  rowErrors?: RowErrorDto[];

  /** Of CATALOGUE_ROWS_INVALID: how many rows are at fault in all. @example 1 */
  @ApiProperty({ required: false })
  rowErrorCount?: number;

  /** Of BATCH_BUDGET_SHORT: the budget as it is. */
  @ApiProperty({ required: false, allOf: [{ $ref: '#/components/schemas/BudgetDto' }] })
  budget?: object;

  /** Of BATCH_STOCK_SHORT: the coupons that are left. @example 3 */
  @ApiProperty({ required: false })
  totalCount?: number;

  /** What the batch is, where that is why not. @example "ended" */
  @ApiProperty({ required: false })
  batchStatus?: string;

  /** Of the batch. @example 3 */
  @ApiProperty({ required: false })
  version?: number;

  /** What the coupon is, where that is why not. @example "used" */
  @ApiProperty({ required: false })
  couponStatus?: string;

  /** What the distribution is, where that is why not. @example "cancelled" */
  @ApiProperty({ required: false })
  distributionStatus?: string;

  /** What the order is, where that is why not. @example "cancelled" */
  @ApiProperty({ required: false })
  orderStatus?: string;

  /** Of PAYMENT_IN_PROGRESS, PAYMENT_DECLINED and ORDER_STATE_CONFLICT: the payment that it is about. */
  @ApiProperty({ required: false, allOf: [{ $ref: '#/components/schemas/PaymentDto' }] })
  payment?: object;

  /** What the hold is, where that is why not. @example "confirmed" */
  @ApiProperty({ required: false })
  lockStatus?: string;

  /** What the refund is, where that is why not. @example "done" */
  @ApiProperty({ required: false })
  refundStatus?: string;
}
