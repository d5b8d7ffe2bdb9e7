import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../database';
import type { OutboxTopic } from './outbox-topic';

/** The topics that modules declare, for the injector. */
export const OUTBOX_TOPICS = Symbol('the topics of the outbox');

export interface OutboxHandler<Payload extends object = object, Prepared = unknown> {
  readonly topic: OutboxTopic<Payload>;
  /** Tells the handlers of one topic apart, in rows as well: as lasting as the topic's name, 60 characters at most. */
  readonly name: string;
  /** Work before the row's transaction: long, or in several transactions. It may run twice, so it must be repeatable. */
  prepare?(payload: Payload): Promise<Prepared>;
  /** The effect, in the transaction that deletes the row: it happens once. @param prepared what `prepare` returned */
  apply(tx: Tx, payload: Payload, prepared: Prepared): Promise<void>;
}

/**
 * Who carries out which topic. A topic may have several handlers; each is done for itself. Handlers register while they are
 * constructed; when all of them are there, what is declared and what is handled are compared.
 */
@Injectable()
export class OutboxHandlers implements OnModuleInit {
  private readonly byTopic = new Map<string, OutboxHandler[]>();

  constructor(@Inject(OUTBOX_TOPICS) private readonly topics: readonly OutboxTopic[]) {}

  register<Payload extends object, Prepared>(handler: OutboxHandler<Payload, Prepared>): void {
    const { name } = handler.topic;
    this.byTopic.set(name, [...this.of(name), handler as unknown as OutboxHandler]);
  }

  /** @throws Error that names everything that is wrong with topics and handlers: such a worker must not start */
  onModuleInit(): void {
    const declared = this.topics.map(({ name }) => name);
    const handled = [...this.byTopic];
    const problems = [
      ...repeated(declared).map((topic) => `the topic ${topic} is declared twice`),
      ...declared
        .filter((topic) => !this.byTopic.has(topic))
        .map((topic) => `the topic ${topic} has no handler`),
      ...handled
        .filter(([topic]) => !declared.includes(topic))
        .map(([topic, [first]]) => `${first!.name} handles ${topic}, which no module declares`),
      ...handled.flatMap(([topic, handlers]) =>
        repeated(handlers.map(({ name }) => name)).map(
          (name) => `the topic ${topic} has two handlers named ${name}`,
        ),
      ),
    ];
    if (problems.length > 0) throw new Error(problems.join('; '));
  }

  of(topic: string): readonly OutboxHandler[] {
    return this.byTopic.get(topic) ?? [];
  }

  /** Each handler of the topics that have several. */
  ofSharedTopics(): readonly OutboxHandler[] {
    return [...this.byTopic.values()].filter((handlers) => handlers.length > 1).flat();
  }

  /**
   * @param name null in a row for whoever handles the topic
   * @returns null when that is more than one, so that the row is to be divided first
   * @throws Error when there is no such handler
   */
  find(topic: string, name: string | null): OutboxHandler | null {
    const handlers = this.of(topic);
    if (name === null && handlers.length > 1) return null;
    const handler = name === null ? handlers[0] : handlers.find((one) => one.name === name);
    if (handler) return handler;
    throw new Error(`the topic ${topic} has no handler${name === null ? '' : ` named ${name}`}`);
  }
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
];
