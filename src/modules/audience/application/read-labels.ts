import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { invalidCursor, type Page, readCursor, toPage } from '../../../platform/paging';
import { Clock } from '../../../shared/clock';
import type { LabelKind } from '../domain/label';
import { LABEL_CODE } from '../domain/label';
import { type Label, selectLabel, selectLabels } from '../infra/label-rows';
import { countSelection, type SelectionCount } from './count-selection';
import { foundLabel } from './find-label';
import { resolveSelection } from './resolve-selection';

/** Tags and groups, for whoever selects by them. */
@Injectable()
export class ReadLabels {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** In order of code. @throws AppError INVALID_CURSOR */
  async list(kind: LabelKind, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Label>> {
    const after = readCursor<[string]>(cursor, ['string'])?.[0] ?? '';
    if (cursor !== undefined && !LABEL_CODE.test(after)) throw invalidCursor();
    return toPage(
      await selectLabels(this.database, kind, after, limit + 1),
      limit,
      ({ code }) => [code],
      (label) => label,
    );
  }

  /** With the number of its users. @throws AppError TAG_NOT_FOUND, GROUP_NOT_FOUND */
  async one(kind: LabelKind, code: string): Promise<{ label: Label; members: SelectionCount }> {
    const label = foundLabel(kind, await selectLabel(this.database, kind, code));
    const selection = await resolveSelection(
      this.database,
      kind === 'tag' ? { tags: { all: [code] } } : { groups: [code] },
    );
    return { label, members: await countSelection(this.database, selection, { now: this.clock.now() }) };
  }
}
