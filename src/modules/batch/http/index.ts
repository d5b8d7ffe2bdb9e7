/** What other modules' HTTP takes from this one's. */

export { BatchDto, BatchPageDto, ClaimableBatchDto } from './batch.dto';
