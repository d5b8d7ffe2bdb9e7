import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import type { Selection } from '../domain/selection';
import { knownUsers } from '../infra/user-rows';
import { countSelection, type SelectionCount } from './count-selection';
import { resolveSelection } from './resolve-selection';

export interface SelectionPreview extends SelectionCount {
  /** How many of the listed users the audience doesn't know. */
  unknownUserCount: number;
}

/** How many users a selection means, before anything is sent to them. */
@Injectable()
export class PreviewSelection {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError SELECTION_INVALID */
  async execute(selection: Selection): Promise<SelectionPreview> {
    const resolved = await resolveSelection(this.database, selection);
    const counted = await countSelection(this.database, resolved, { now: this.clock.now() });
    const listed = resolved.userIds ?? [];
    const known = listed.length > 0 ? (await knownUsers(this.database, listed)).size : 0;
    return { ...counted, unknownUserCount: listed.length - known };
  }
}
