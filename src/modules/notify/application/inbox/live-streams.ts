import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { rootLogger } from '../../../../platform/logging';
import { gauge } from '../../../../platform/metrics';
import { PeriodicTasks } from '../../../../platform/scheduling';
import { AppError } from '../../../../shared/errors';
import type { InboxAudience } from '../../domain/inbox-audience';
import { Stream, type StreamItem } from '../../domain/stream';
import { InboxPubSub } from '../../infra/inbox-pubsub';
import { PRESENCE_TTL_MS, Presence } from '../../infra/presence';
import type { InboxItem } from './read-inbox';
import { ReadInbox } from './read-inbox';

/** Streams of one process. */
const MAX_STREAMS = 10_000;
/** A user's streams, in one process. Each browser tab has one. */
const MAX_STREAMS_OF_USER = 10;
const HEARTBEAT_MS = 15_000;
/** Users whose inboxes are read at the same time. */
const READERS = 4;

/** Whoever reads a stream. */
export interface StreamListener {
  send(item: InboxItem): void;
  /** It is over: the reader has closed it, or this process ends. */
  onEnd(): void;
}

const openStreams = gauge('coupon_live_streams', 'Open event streams');

/**
 * The open streams of this process. It tells Redis whose they are, hears from Redis who has something new, and reads that from
 * the inbox: what a stream shows is what MySQL has, and a word that is lost is made up for by the next one.
 */
@Injectable()
export class LiveStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly processId = randomUUID();
  private readonly streams = new Map<string, Set<Stream<InboxItem>>>();
  private readonly waiting = new Set<string>();
  private readers = 0;
  private count = 0;

  constructor(
    tasks: PeriodicTasks,
    private readonly presence: Presence,
    private readonly inboxPubSub: InboxPubSub,
    private readonly readInbox: ReadInbox,
  ) {
    tasks.add({
      name: 'presence',
      intervalMs: Math.min(HEARTBEAT_MS, PRESENCE_TTL_MS / 3),
      run: () => this.presence.hold([...this.streams.keys()], this.processId),
    });
  }

  onApplicationBootstrap(): void {
    this.inboxPubSub.subscribe(
      (audience) => this.look(this.meant(audience)),
      () => this.look([...this.streams.keys()]),
    );
  }

  beforeApplicationShutdown(): void {
    for (const streams of this.streams.values()) for (const stream of [...streams]) stream.end();
  }

  /**
   * Opens a stream. What came to the inbox after `lastInboxId` comes first; without it only what is new.
   * @throws AppError BUSY when this process, or this user, has too many
   */
  async open(userId: string, lastInboxId: string | null, listener: StreamListener): Promise<() => void> {
    const own = this.streams.get(userId)?.size ?? 0;
    if (this.count >= MAX_STREAMS || own >= MAX_STREAMS_OF_USER) {
      throw new AppError('BUSY', { retryAfterSeconds: 5 });
    }
    // Counted before anything is waited for, or any number of them would pass at once.
    const stream: Stream<InboxItem> = new Stream(listener.send, () => {
      this.forget(userId, stream);
      listener.onEnd();
    });
    this.streams.set(userId, this.streams.get(userId)?.add(stream) ?? new Set([stream]));
    openStreams.set(++this.count);
    try {
      stream.begin(lastInboxId ?? (await this.readInbox.newest(userId)));
    } catch (error) {
      stream.end();
      throw error;
    }
    // Nobody's stream depends on Redis: without it users are not known to be online, and get an e-mail more.
    await this.presence.hold([userId], this.processId).catch(() => undefined);
    // Also for what came while it was being opened.
    this.look([userId]);
    return () => stream.end();
  }

  private forget(userId: string, stream: Stream<InboxItem>): void {
    const own = this.streams.get(userId);
    if (!own?.delete(stream)) return;
    openStreams.set(--this.count);
    if (own.size > 0) return;
    this.streams.delete(userId);
    this.presence.leave(userId, this.processId).catch(() => undefined);
  }

  /** Of an audience, those who have a stream here. */
  private meant(audience: InboxAudience): string[] {
    if ('everyone' in audience) return [...this.streams.keys()];
    if ('userIds' in audience) return audience.userIds.filter((userId) => this.streams.has(userId));
    const [from, until] = [BigInt(audience.fromUserId), BigInt(audience.untilUserId)];
    return [...this.streams.keys()].filter((userId) => BigInt(userId) >= from && BigInt(userId) <= until);
  }

  /** Has inboxes read, a few at a time; users who are mentioned again while they wait are read once. */
  private look(userIds: readonly string[]): void {
    for (const userId of userIds) this.waiting.add(userId);
    while (this.readers < READERS && this.readers < this.waiting.size) void this.readWaiting();
  }

  private async readWaiting(): Promise<void> {
    this.readers++;
    for (const userId of this.waiting) {
      this.waiting.delete(userId);
      try {
        await this.show(userId);
      } catch (error) {
        rootLogger.warn({ userId, reason: error }, 'an inbox could not be read');
      }
    }
    this.readers--;
  }

  private async show(userId: string): Promise<void> {
    const streams = [...(this.streams.get(userId) ?? [])].filter(({ begun }) => begun);
    if (streams.length === 0) return;
    const floor = streams.map((stream) => BigInt(stream.floor)).reduce((a, b) => (a < b ? a : b));
    const items: StreamItem<InboxItem>[] = (await this.readInbox.since(userId, String(floor))).map(
      (item) => ({
        id: item.inboxId,
        item,
      }),
    );
    for (const stream of streams) stream.offer(items);
  }
}
