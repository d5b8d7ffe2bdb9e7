import { Injectable } from '@nestjs/common';
import type { Tx } from '../database';
import type { OutboxTopic, OutboxTopics } from './outbox';

export interface OutboxHandler<Topic extends OutboxTopic = OutboxTopic> {
  topic: Topic;
  /** Work before the row's transaction: long, or in several transactions. It may run twice, so it must be repeatable. */
  prepare?(payload: OutboxTopics[Topic]): Promise<unknown>;
  /** The effect, in the transaction that deletes the row: it happens once. @param prepared what `prepare` returned */
  apply(tx: Tx, payload: OutboxTopics[Topic], prepared: unknown): Promise<void>;
}

/** Which module carries out which topic: exactly one handler each. */
@Injectable()
export class OutboxHandlers {
  private readonly handlers = new Map<OutboxTopic, OutboxHandler>();

  register<Topic extends OutboxTopic>(handler: OutboxHandler<Topic>): void {
    if (this.handlers.has(handler.topic)) throw new Error(`the topic ${handler.topic} has two handlers`);
    this.handlers.set(handler.topic, handler as unknown as OutboxHandler);
  }

  get(topic: OutboxTopic): OutboxHandler {
    const handler = this.handlers.get(topic);
    if (!handler) throw new Error(`the topic ${topic} has no handler`);
    return handler;
  }
}
