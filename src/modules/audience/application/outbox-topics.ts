import { outboxTopic } from '../../../platform/outbox';
import type { LabelKind } from '../domain/label';

/** A tag or group is gone; its members' rows are not yet. */
export const LABEL_DELETED = outboxTopic<{ kind: LabelKind; labelId: string }>('audience.label-deleted');

export const audienceTopics = [LABEL_DELETED];
