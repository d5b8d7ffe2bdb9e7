import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { CarryOutOperation } from '../application/operations/carry-out-operation';
import { OPERATION_REQUESTED } from '../application/outbox-topics';

/** Carries out accepted operations. */
@Injectable()
export class RunOperation implements OutboxHandler<PayloadOf<typeof OPERATION_REQUESTED>> {
  readonly topic = OPERATION_REQUESTED;
  readonly name = 'run-operation';

  constructor(
    handlers: OutboxHandlers,
    private readonly carryOut: CarryOutOperation,
  ) {
    handlers.register(this);
  }

  prepare({ operationId }: PayloadOf<typeof OPERATION_REQUESTED>): Promise<unknown> {
    return this.carryOut.execute(operationId);
  }

  apply(tx: Tx, { operationId }: PayloadOf<typeof OPERATION_REQUESTED>, result: unknown): Promise<void> {
    return this.carryOut.finish(tx, operationId, result);
  }
}
