import { Controller, Headers, type MessageEvent, Sse, SseSignal } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { RateClass } from '../../../platform/limits';
import { isId } from '../../../shared/check-id';
import { AppError } from '../../../shared/errors';
import { LiveStreams } from '../application/inbox/live-streams';
import type { InboxItem } from '../application/inbox/read-inbox';

const HEARTBEAT_MS = 15_000;
/** A token is checked when a stream is opened, so none outlives it by much: clients come back by themselves. */
const LIFE_MS = 30 * 60_000;
const RECONNECT_MS = 2_000;
/** A comment: an event would get an id, which clients send back as the last one that they have seen. */
const HEARTBEAT: Partial<MessageEvent> = { comment: 'heartbeat' };

@ApiTags('inbox')
@Auth('user')
@Controller('v1/me/events')
export class EventsController {
  constructor(private readonly liveStreams: LiveStreams) {}

  @Sse()
  @RateClass('expensive')
  @ApiOperation({
    summary: 'New messages of the inbox, as server-sent events, the moment they come',
    description:
      'Event `message`: an inbox item, whose inboxId is the event id. A comment line every 15 seconds, which has no id. After a break send ' +
      'the last id as `Last-Event-ID`, as event sources do by themselves: what came meanwhile is read from the inbox.',
  })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'last-event-id', required: false, description: 'The last inboxId that was seen' })
  async events(
    @Caller() caller: Principal,
    @SseSignal() left: AbortSignal,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<Partial<MessageEvent>>> {
    const last = lastEventId || null;
    if (last !== null && last !== '0' && !isId(last)) throw invalidEventId();
    // Opened before the answer begins, so that a refusal is a problem and not a broken stream.
    const early: InboxItem[] = [];
    let send = (item: InboxItem): void => void early.push(item);
    let end = (): void => undefined;
    let life: NodeJS.Timeout | undefined;
    const close = await this.liveStreams.open(caller.id, last, {
      send: (item) => send(item),
      onEnd: () => {
        clearTimeout(life);
        end();
      },
    });
    life = setTimeout(close, LIFE_MS);
    // Who left while it was being opened is never subscribed: nothing below would give their place back.
    left.addEventListener('abort', close, { once: true });
    if (left.aborted) close();
    return new Observable((subscriber) => {
      send = (item) =>
        subscriber.next({ type: 'message', id: item.inboxId, data: item, retry: RECONNECT_MS });
      end = () => subscriber.complete();
      subscriber.next(HEARTBEAT);
      for (const item of early.splice(0)) send(item);
      const heartbeat = setInterval(() => subscriber.next(HEARTBEAT), HEARTBEAT_MS);
      return () => {
        clearInterval(heartbeat);
        close();
      };
    });
  }
}

function invalidEventId(): AppError {
  const message = 'Last-Event-ID must be the id of an event of this stream';
  return new AppError('VALIDATION_FAILED', {
    errors: [{ parameter: 'Last-Event-ID', code: 'IS_ID', message }],
  });
}
