import { Injectable } from '@nestjs/common';
import { Database, IdGenerator, isDuplicateKey } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import type { TextsByLocale } from '../domain/message-texts';
import { MESSAGE_IDS } from '../infra/id-sequences';
import { insertMessage, MessageStatus, selectBySource } from '../infra/message-rows';

/** The content of a message whose users are named part by part. It is no transactional one. */
export interface SystemMessage {
  /** What it is made for; there is one message for each, such as `reminder:17`. */
  sourceKey: string;
  /** null: the platform's. */
  merchantId: string | null;
  /** The batch of the codes that its texts have gaps for; null: they have none. */
  codeBatchId: string | null;
  defaultLocale: string;
  texts: TextsByLocale;
}

/** Writes the content of messages that the system makes, once however often and wherever it is asked. */
@Injectable()
export class OpenMessage {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /** In a transaction of its own. @returns the message's id */
  async execute({ sourceKey, ...content }: SystemMessage): Promise<string> {
    const known = await this.find(sourceKey);
    if (known !== undefined) return known;
    const messageId = await this.ids.next(MESSAGE_IDS);
    try {
      await this.database.transaction((tx) =>
        insertMessage(tx, {
          ...content,
          messageId,
          sourceKey,
          templateId: null,
          transactional: false,
          toEveryone: false,
          audience: null,
          status: MessageStatus.Sent,
          createdAt: this.clock.now(),
        }),
      );
      return messageId;
    } catch (error) {
      // Another worker was first.
      if (!isDuplicateKey(error, 'uq_notify_message_source')) throw error;
      return (await this.find(sourceKey))!;
    }
  }

  private async find(sourceKey: string): Promise<string | undefined> {
    return (await selectBySource(this.database, [sourceKey])).get(sourceKey);
  }
}
