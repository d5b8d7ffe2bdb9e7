import { Command, checkId, NOT_IDEMPOTENT, OPERATOR, resultOf, ServiceCommand } from '../../../platform/cli';
import type { BatchTransition } from '../domain/batch-status';

@Command({ name: 'batch:publish', arguments: '<batchId>', description: 'open a draft to its users' })
export class PublishBatchCommand extends ServiceCommand {
  protected async act([batchId = '']: string[]): Promise<object> {
    checkId('batchId', batchId);
    const { PublishBatch } = await import('../application/publish-batch.js');
    const publishBatch = await this.services.get(PublishBatch);
    return resultOf(await publishBatch.execute(OPERATOR, batchId, NOT_IDEMPOTENT));
  }
}

abstract class TransitionBatchCommand extends ServiceCommand {
  protected abstract readonly move: Exclude<BatchTransition, 'publish'>;

  protected async act([batchId = '']: string[]): Promise<object> {
    checkId('batchId', batchId);
    const { TransitionBatch } = await import('../application/transition-batch.js');
    const transitionBatch = await this.services.get(TransitionBatch);
    return resultOf(await transitionBatch.execute(OPERATOR, batchId, this.move, NOT_IDEMPOTENT));
  }
}

@Command({
  name: 'batch:pause',
  arguments: '<batchId>',
  description: 'stop giving out coupons until it is resumed',
})
export class PauseBatchCommand extends TransitionBatchCommand {
  protected readonly move = 'pause';
}

@Command({ name: 'batch:resume', arguments: '<batchId>', description: 'go on giving out coupons' })
export class ResumeBatchCommand extends TransitionBatchCommand {
  protected readonly move = 'resume';
}

@Command({ name: 'batch:end', arguments: '<batchId>', description: 'end a batch for good' })
export class EndBatchCommand extends TransitionBatchCommand {
  protected readonly move = 'end';
}
