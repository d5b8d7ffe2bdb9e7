import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database, IdGenerator, isDuplicateKey, type Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { enqueue } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import type { LabelKind } from '../domain/label';
import {
  deleteLabel,
  insertLabel,
  LABELS,
  type Label,
  selectLabel,
  updateLabelName,
} from '../infra/label-rows';
import { foundLabel, SUBJECTS } from './find-label';
import { toLabelView } from './label-view';
import { LABEL_DELETED } from './outbox-topics';

/** Tags and groups come, get another name, and go. */
@Injectable()
export class ChangeLabels {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Its answer is a `LabelView`. @throws AppError AUDIENCE_CODE_TAKEN, IDEMPOTENCY_KEY_REUSED */
  async create(
    caller: Principal,
    kind: LabelKind,
    { code, name }: { code: string; name: string },
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const labelId = await this.ids.next(LABELS[kind].sequence);
    return this.idempotency.once(once, async (tx) => {
      const label: Label = { labelId, code, name, createdAt: this.clock.now() };
      await insertLabel(tx, kind, label).catch((error: unknown) => {
        throw isDuplicateKey(error) ? codeTaken() : error;
      });
      await this.record(tx, caller, kind, label, 'create');
      return toLabelView(label);
    });
  }

  /** The code stays: selections and rules call it by that. @throws AppError TAG_NOT_FOUND, GROUP_NOT_FOUND */
  rename(caller: Principal, kind: LabelKind, code: string, name: string): Promise<Label> {
    return this.database.transaction(async (tx) => {
      await updateLabelName(tx, kind, code, name);
      const label = foundLabel(kind, await selectLabel(tx, kind, code));
      await this.record(tx, caller, kind, label, 'rename');
      return label;
    });
  }

  /**
   * From then on nobody can get it or name it. Its members, who may be millions, are removed by the worker; until it has come
   * to a user, what was resolved before still means them.
   * @throws AppError TAG_NOT_FOUND, GROUP_NOT_FOUND
   */
  async delete(caller: Principal, kind: LabelKind, code: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const label = foundLabel(kind, await selectLabel(tx, kind, code));
      const { labelId } = label;
      if (!(await deleteLabel(tx, kind, labelId))) foundLabel(kind, undefined);
      await this.record(tx, caller, kind, label, 'delete');
      await enqueue(tx, LABEL_DELETED, { kind, labelId }, this.clock.now());
    });
  }

  private async record(
    tx: Tx,
    caller: Principal,
    kind: LabelKind,
    { labelId, code, name }: Label,
    verb: 'create' | 'rename' | 'delete',
  ): Promise<void> {
    await this.audit.record(tx, caller, {
      action: `audience.${verb}-${kind}`,
      subject: SUBJECTS[kind],
      subjectId: labelId,
      details: { code, name },
    });
  }
}

function codeTaken(): AppError {
  return new AppError('AUDIENCE_CODE_TAKEN', {
    errors: [{ pointer: '/code', code: 'TAKEN', message: 'code is taken' }],
  });
}
