import { Injectable } from '@nestjs/common';
import { isDuplicateKey, type SqlReader, type Tx } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { MAX_STOCK } from '../../batch';
import { lastSerialOfAll, MAX_GENERATIONS } from '../domain/generation';
import type { SerialRange } from '../domain/serial-ranges';
import { CodeKeys } from '../infra/code-keys';
import { insertGeneration, selectGenerations } from '../infra/generation-rows';

/** Codes that a distribution sends: generations of its own, so that nobody else gives out the same ones. */
@Injectable()
export class MakeSentCodes {
  constructor(
    private readonly clock: Clock,
    private readonly keys: CodeKeys,
  ) {}

  /** How many more codes a batch has room for. @throws AppError CODE_KEY_MISSING */
  async room(reader: SqlReader, batchId: string): Promise<number> {
    void this.keys.newest;
    return (await this.next(reader, batchId)).room;
  }

  /**
   * Makes codes.
   * @returns their serials, fewer where the batch has no room for all of them; null: none
   * @throws AppError CODE_KEY_MISSING, BUSY when somebody makes others for the batch at the same moment
   */
  async execute(
    tx: Tx,
    { batchId, distributionId, wanted }: { batchId: string; distributionId: string; wanted: number },
  ): Promise<SerialRange | null> {
    const { keyId } = this.keys.newest;
    const { firstSerial, room } = await this.next(tx, batchId);
    const count = Math.min(wanted, room);
    if (count === 0) return null;
    const createdAt = this.clock.now();
    try {
      await insertGeneration(tx, {
        batchId,
        distributionId,
        firstSerial,
        count,
        prefix: '',
        keyId,
        createdAt,
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw new AppError('BUSY', { retryAfterSeconds: 1, cause: error });
      throw error;
    }
    return { from: firstSerial, until: firstSerial + count - 1 };
  }

  private async next(reader: SqlReader, batchId: string): Promise<{ firstSerial: number; room: number }> {
    const generations = await selectGenerations(reader, batchId);
    const firstSerial = lastSerialOfAll(generations) + 1;
    const room = generations.length < MAX_GENERATIONS ? MAX_STOCK - firstSerial + 1 : 0;
    return { firstSerial, room };
  }
}
