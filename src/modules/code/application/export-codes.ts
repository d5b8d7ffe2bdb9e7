import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { type Generation, lastSerialOfAll, partOf } from '../domain/generation';
import type { SerialRange } from '../domain/serial-ranges';
import { type CodeKey, CodeKeys } from '../infra/code-keys';
import { selectGenerations } from '../infra/generation-rows';
import { codesOf } from './codes-of';
import { findCodeBatch } from './find-code-batch';

/** Where exports of a batch's codes are recorded, with `from` and `until`. */
export const exportsOf = (batchId: string) => ({
  action: 'code.export',
  subject: 'coupon_batch',
  subjectId: batchId,
});

/** Some five milliseconds of work. */
const PAGE = 1_000;

/** Writes a batch's unique codes as CSV: computed again, so any part at any time. */
@Injectable()
export class ExportCodes {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly keys: CodeKeys,
  ) {}

  /**
   * Records the export, and begins it: a line of names, then `serial,code` in order. Used and revoked ones are among them. What
   * breaks off goes on with the serial after the last one that came.
   * @param range serials from `from` on, `count` of them or all
   * @returns the lines, many in each text
   * @throws AppError BATCH_NOT_FOUND, CODE_MODE_CONFLICT, CODE_RANGE_INVALID (there is no such serial), CODE_KEY_MISSING
   */
  async execute(
    caller: Principal,
    batchId: string,
    { from, count }: { from: number; count?: number },
  ): Promise<AsyncGenerator<string>> {
    const until = count === undefined ? Number.MAX_SAFE_INTEGER : from + count - 1;
    const generations = await this.database.transaction(async (tx) => {
      await findCodeBatch(tx, caller, batchId, 'unique');
      const made = await selectGenerations(tx, batchId);
      const last = lastSerialOfAll(made);
      if (from > last) {
        const message = `the batch has ${last} codes`;
        throw new AppError('CODE_RANGE_INVALID', {
          errors: [{ parameter: 'from', code: 'NO_SUCH_CODE', message }],
        });
      }
      await this.audit.record(tx, caller, {
        ...exportsOf(batchId),
        details: { from, until: Math.min(until, last) },
      });
      return made;
    });
    const parts = generations.flatMap((generation) => {
      const range = partOf(generation, { from, until });
      return range ? [{ generation, range, key: this.keys.get(generation.keyId) }] : [];
    });
    return write(parts);
  }

  /** The first code of a batch of the demo, which needs no record. @throws AppError CODE_KEY_MISSING */
  async first(batchId: string): Promise<string | null> {
    const [generation] = await selectGenerations(this.database, batchId);
    if (!generation) return null;
    const [code] = codesOf(generation, this.keys.get(generation.keyId), [generation.firstSerial]);
    return code!;
  }
}

async function* write(
  parts: readonly { generation: Generation; range: SerialRange; key: CodeKey }[],
): AsyncGenerator<string> {
  yield 'serial,code\n';
  for (const { generation, range, key } of parts) {
    for (let from = range.from; from <= range.until; from += PAGE) {
      yield pageOf(generation, key, { from, until: Math.min(range.until, from + PAGE - 1) });
      // A reader that takes everything at once would keep others from being served.
      await setImmediate();
    }
  }
}

function pageOf(generation: Generation, key: CodeKey, { from, until }: SerialRange): string {
  const serials = Uint32Array.from({ length: until - from + 1 }, (_, at) => from + at);
  let page = '';
  codesOf(generation, key, serials).forEach((code, at) => {
    page += `${from + at},${code}\n`;
  });
  return page;
}
