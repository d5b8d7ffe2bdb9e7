import { Injectable } from '@nestjs/common';
import { Command } from 'nest-commander';
import { NOT_IDEMPOTENT, OPERATOR, OperatorCommand, resultOf, Services } from '../../../platform/cli';
import { checkId } from '../../../platform/http';
import { PublishBatch } from '../application/publish-batch';
import { TransitionBatch } from '../application/transition-batch';
import type { BatchTransition } from '../domain/batch-status';

@Command({ name: 'batch:publish', arguments: '<batchId>', description: 'open a draft to its users' })
export class PublishBatchCommand extends OperatorCommand {
  constructor(private readonly services: Services) {
    super();
  }

  protected async act([batchId = '']: string[]): Promise<object> {
    checkId('batchId', batchId);
    const publishBatch = await this.services.get(PublishBatch);
    return resultOf(await publishBatch.execute(OPERATOR, batchId, NOT_IDEMPOTENT));
  }
}

@Injectable()
abstract class TransitionBatchCommand extends OperatorCommand {
  protected abstract readonly move: Exclude<BatchTransition, 'publish'>;

  constructor(private readonly services: Services) {
    super();
  }

  protected async act([batchId = '']: string[]): Promise<object> {
    checkId('batchId', batchId);
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
