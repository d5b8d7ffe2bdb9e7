import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { countCodeUses } from '../../coupon';
import { addRange, countSerials, isInRanges, type SerialRange } from '../domain/serial-ranges';
import { selectGenerations } from '../infra/generation-rows';
import type { BatchCodesView } from './code-views';
import { exportsOf } from './export-codes';
import { findCodeBatch } from './find-code-batch';

/** Exports, and used or revoked codes, that are looked at: counting goes no further. */
const MAX_EXPORTS = 1_000;
const MAX_USES = 200_000;

/** Says what has become of a batch's codes: by what was made, exported, used and revoked, of which only the last two have rows. */
@Injectable()
export class CountCodes {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError BATCH_NOT_FOUND, CODE_MODE_CONFLICT */
  async execute(caller: Principal, batchId: string): Promise<BatchCodesView> {
    await findCodeBatch(this.database, caller, batchId, 'unique');
    const generations = await selectGenerations(this.database, batchId);
    const generationIds = generations.map(({ generationId }) => generationId);
    const [exports, uses] = await Promise.all([
      this.audit.entriesOf(this.database, exportsOf(batchId), MAX_EXPORTS + 1),
      countCodeUses(this.database, generationIds, MAX_USES + 1),
    ]);
    const revokedRanges = generations.flatMap(({ revoked }) => revoked);
    const revokedAlone = uses.revoked.filter((serial) => !isInRanges(revokedRanges, serial)).length;
    return {
      batchId,
      made: generations.reduce((sum, { count }) => sum + count, 0),
      exported: countSerials(unionOf(exports.map(({ details }) => details as unknown as SerialRange))),
      exports: Math.min(exports.length, MAX_EXPORTS),
      lastExportedAt: exports[0]?.createdAt.toISOString() ?? null,
      used: uses.used,
      revoked: countSerials(revokedRanges) + revokedAlone,
      more: exports.length > MAX_EXPORTS || uses.rows > MAX_USES,
    };
  }
}

/** Sorted first, so that each range only meets the last one. */
function unionOf(ranges: readonly SerialRange[]): SerialRange[] {
  const union: SerialRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    union.push(...addRange(union.splice(-1), range));
  }
  return union;
}
