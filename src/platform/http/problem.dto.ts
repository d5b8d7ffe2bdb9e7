import { ERROR_CODES, type ErrorCode } from '../../shared/errors';
import { ApiProperty } from '../dto';

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

/** RFC 9457 problem details: what every problem has. Those of some codes have more, see their schemas. */
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
}
