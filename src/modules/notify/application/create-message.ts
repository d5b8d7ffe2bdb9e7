import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { Audit } from '../../../platform/audit';
import { ownerFor, type Principal } from '../../../platform/auth';
import { Database, IdGenerator, type Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { enqueue } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { type ResolvedSelection, resolveSelection, type Selection } from '../../audience';
import { MESSAGE_IDS } from '../infra/id-sequences';
import { insertForEveryone } from '../infra/inbox-rows';
import { insertMessage, MessageStatus, type NewMessage } from '../infra/message-rows';
import { toMessageView } from './message-view';
import { INBOX_CHANGED, MESSAGE_CREATED } from './outbox-topics';
import { findTemplate } from './templates/read-templates';
import { RenderTemplate, type Variables } from './templates/render-template';

export interface MessageInput {
  templateId: string;
  variables: Variables;
  to: Selection;
}

/**
 * Sends a message: to selected users, whose inbox rows a worker writes; or to everyone, which is one row, written here. Its
 * content is rendered and stored once per locale. Its answer is a `MessageView`.
 */
@Injectable()
export class CreateMessage {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly renderTemplate: RenderTemplate,
  ) {}

  /**
   * @param merchantId only from the platform: for that merchant instead of for the platform itself
   * @throws AppError TEMPLATE_NOT_FOUND, MESSAGE_INVALID, SELECTION_INVALID; FORBIDDEN for a merchant's message to everyone
   */
  async execute(
    caller: Principal,
    { templateId, variables, to }: MessageInput,
    merchantId: string | null | undefined,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const owner = ownerFor(caller, merchantId);
    const toEveryone = to.everyone === true && to.tags === undefined && to.activeWithinDays === undefined;
    if (toEveryone && caller.role !== 'platform') throw everyoneForbidden();
    const template = await findTemplate(this.database, caller, templateId);
    const texts = this.renderTemplate.execute(template, variables);
    const audience = toEveryone
      ? null
      : this.onlyActive(to, await resolveSelection(this.database, to, '/to'));
    const messageId = await this.ids.next(MESSAGE_IDS);
    return this.idempotency.once(once, async (tx) => {
      const message = {
        messageId,
        merchantId: owner,
        templateId,
        codeBatchId: null,
        sourceKey: null,
        transactional: template.transactional,
        defaultLocale: template.defaultLocale,
        toEveryone,
        audience: audience && JSON.stringify(audience),
        status: toEveryone ? MessageStatus.Sent : MessageStatus.Sending,
        texts,
        createdAt: this.clock.now(),
      };
      await this.write(tx, message);
      await this.audit.record(tx, caller, {
        action: 'message.send',
        subject: 'message',
        subjectId: messageId,
        details: { templateId, to: { ...to } },
      });
      return toMessageView({
        ...message,
        transactional: Number(template.transactional),
        toEveryone: Number(toEveryone),
        sentUntil: '0',
        recipients: '0',
      });
    });
  }

  private async write(tx: Tx, message: NewMessage): Promise<void> {
    const { messageId, createdAt } = message;
    await insertMessage(tx, message);
    if (message.toEveryone) {
      await insertForEveryone(tx, messageId, createdAt);
      await enqueue(tx, INBOX_CHANGED, { everyone: true }, createdAt);
    } else {
      await enqueue(tx, MESSAGE_CREATED, { messageId }, createdAt);
    }
  }

  /** Of a large audience most have left long ago; users who are listed one by one are meant. */
  private onlyActive(to: Selection, resolved: ResolvedSelection): ResolvedSelection {
    const activeWithinDays =
      to.activeWithinDays ?? (resolved.userIds === null ? this.config.NOTIFY_ACTIVE_DAYS : null);
    return { ...resolved, activeWithinDays };
  }
}

function everyoneForbidden(): AppError {
  const message =
    'only the platform sends messages to everyone; select users, or those active within some days';
  return new AppError('FORBIDDEN', { errors: [{ pointer: '/to/everyone', code: 'FORBIDDEN', message }] });
}
