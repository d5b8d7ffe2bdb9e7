import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import type { LabelKind } from '../domain/label';
import { deleteMembersPage } from '../infra/label-rows';

const PAGE = 2_000;

/** Removes the members of a tag or group that was deleted, in small transactions. */
@Injectable()
export class RemoveLabelMembers {
  constructor(private readonly database: Database) {}

  async execute(kind: LabelKind, labelId: string): Promise<void> {
    while ((await deleteMembersPage(this.database, kind, labelId, PAGE)) === PAGE);
  }
}
