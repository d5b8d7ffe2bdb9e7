import { Injectable } from '@nestjs/common';
import { Command } from 'nest-commander';
import { EVERY_TIME, OPERATOR, OperatorCommand, resultOf, Services } from '../../../platform/cli';
import { checkId } from '../../../platform/http';
import { MoveBatch } from '../application/move-batch';
import { PublishBatch } from '../application/publish-batch';
import type { BatchMove } from '../domain/batch-status';

@Command({ name: 'batch:publish', arguments: '<batchId>', description: 'open a draft to its users' })
export class PublishBatchCommand extends OperatorCommand {
  constructor(private readonly services: Services) {
    super();
  }

  protected async act([batchId = '']: string[]): Promise<object> {
    checkId('batchId', batchId);
    const publishBatch = await this.services.get(PublishBatch);
    return resultOf(await publishBatch.execute(OPERATOR, batchId, EVERY_TIME));
  }
}

@Injectable()
abstract class MoveBatchCommand extends OperatorCommand {
  protected abstract readonly move: Exclude<BatchMove, 'publish'>;

  constructor(private readonly services: Services) {
    super();
  }

  protected async act([batchId = '']: string[]): Promise<object> {
    checkId('batchId', batchId);
    const moveBatch = await this.services.get(MoveBatch);
    return resultOf(await moveBatch.execute(OPERATOR, batchId, this.move, EVERY_TIME));
  }
}

@Command({
  name: 'batch:pause',
  arguments: '<batchId>',
  description: 'stop giving out coupons until it is resumed',
})
export class PauseBatchCommand extends MoveBatchCommand {
  protected readonly move = 'pause';
}

@Command({ name: 'batch:resume', arguments: '<batchId>', description: 'go on giving out coupons' })
export class ResumeBatchCommand extends MoveBatchCommand {
  protected readonly move = 'resume';
}

@Command({ name: 'batch:end', arguments: '<batchId>', description: 'end a batch for good' })
export class EndBatchCommand extends MoveBatchCommand {
  protected readonly move = 'end';
}
