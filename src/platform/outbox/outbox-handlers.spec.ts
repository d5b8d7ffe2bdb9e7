import { OutboxHandlers } from './outbox-handlers';
import { type OutboxTopic, outboxTopic } from './outbox-topic';

const SENT = outboxTopic<{ id: string }>('mail.sent');
const READ = outboxTopic<{ id: string }>('mail.read');

const handler = (topic: OutboxTopic, name: string) => ({ topic, name, apply: async () => undefined });

function handlersOf(topics: OutboxTopic[], ...registered: [OutboxTopic, string][]): OutboxHandlers {
  const handlers = new OutboxHandlers(topics);
  for (const [topic, name] of registered) handlers.register(handler(topic, name));
  return handlers;
}

describe('the start is refused', () => {
  test.each<[string, OutboxTopic[], [OutboxTopic, string][], string]>([
    ['for a topic without a handler', [SENT, READ], [[SENT, 'count']], 'the topic mail.read has no handler'],
    [
      'for a handler of a topic that is not declared',
      [SENT],
      [
        [SENT, 'count'],
        [READ, 'mark'],
      ],
      'mark handles mail.read, which no module declares',
    ],
    [
      'for two handlers of one topic and one name',
      [SENT],
      [
        [SENT, 'count'],
        [SENT, 'count'],
      ],
      'the topic mail.sent has two handlers named count',
    ],
    ['for a topic declared twice', [SENT, SENT], [[SENT, 'count']], 'the topic mail.sent is declared twice'],
  ])('%s', (_, topics, registered, message) => {
    expect(() => handlersOf(topics, ...registered).onModuleInit()).toThrow(message);
  });

  test('with everything that is wrong in one message', () => {
    expect(() => handlersOf([SENT], [READ, 'mark']).onModuleInit()).toThrow(
      'the topic mail.sent has no handler; mark handles mail.read, which no module declares',
    );
  });

  test('not for several handlers of one topic, nor for one name at several topics', () => {
    const handlers = handlersOf([SENT, READ], [SENT, 'count'], [SENT, 'mark'], [READ, 'count']);
    expect(() => handlers.onModuleInit()).not.toThrow();
    expect(handlers.ofSharedTopics().map(({ topic, name }) => [topic.name, name])).toEqual([
      ['mail.sent', 'count'],
      ['mail.sent', 'mark'],
    ]);
  });
});

describe('a row', () => {
  const handlers = handlersOf([SENT, READ], [SENT, 'count'], [SENT, 'mark'], [READ, 'count']);

  test('without a name is for the only handler of its topic', () => {
    expect(handlers.find('mail.read', null)).toMatchObject({ topic: READ, name: 'count' });
  });

  test('without a name waits to be divided when its topic has several', () => {
    expect(handlers.find('mail.sent', null)).toBeNull();
  });

  test('with a name is for that handler alone', () => {
    expect(handlers.find('mail.sent', 'mark')).toMatchObject({ topic: SENT, name: 'mark' });
  });

  test('that nobody handles fails by name', () => {
    expect(() => handlers.find('mail.lost', null)).toThrow('the topic mail.lost has no handler');
    expect(() => handlers.find('mail.read', 'mark')).toThrow('the topic mail.read has no handler named mark');
  });
});
