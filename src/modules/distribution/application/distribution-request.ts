import type { Selection } from '../../audience';
import type { DistributionMessage } from '../infra/distribution-rows';

/** What is asked for. */
export interface DistributionRequest {
  batchId: string;
  selection: Selection;
  perUser: number;
  message: DistributionMessage | null;
  /** null: now. */
  startAt: Date | null;
}
