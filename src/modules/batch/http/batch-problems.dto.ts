import { ApiProperty, ProblemMembers } from '../../../platform/dto';
import { type BatchStatusName, STATUS_NAMES } from '../domain/batch-status';
import { BudgetDto } from './batch.dto';

@ProblemMembers('BATCH_STATE_CONFLICT')
export class BatchStateProblemDto {
  /** What the batch is. */
  @ApiProperty({ enum: STATUS_NAMES, example: 'ended' })
  batchStatus: BatchStatusName;
  /** Of the batch, where a version was asked for. */
  @ApiProperty({ required: false, example: 3 })
  version?: number;
}

@ProblemMembers('BATCH_BUDGET_SHORT')
export class BatchBudgetShortProblemDto {
  /** The budget as it is. */
  @ApiProperty({ type: BudgetDto })
  budget: BudgetDto;
}

@ProblemMembers('BATCH_STOCK_SHORT')
export class BatchStockShortProblemDto {
  /** All coupons of the batch, those that are gone with them. @example 100 */
  totalCount: number;
}
