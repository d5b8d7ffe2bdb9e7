import type { DistributionRequest } from '../application/distribution-request';
import type { CreateDistributionDto } from './distribution.dto';

export function toRequest({
  batchId,
  selection,
  perUser,
  message,
  startAt,
}: CreateDistributionDto): DistributionRequest {
  return {
    batchId,
    selection,
    perUser,
    message: message ? { title: message.title, body: message.body } : null,
    startAt: startAt ? new Date(startAt) : null,
  };
}
