import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { reasonOf, rootLogger } from '../../../../platform/logging';
import { counter } from '../../../../platform/metrics';
import { Clock } from '../../../../shared/clock';
import { markUndeliverable } from '../../../audience';
import { CHANNEL_NAMES, Channel } from '../../domain/message-texts';
import { Pace } from '../../domain/pace';
import { type Backoff, nextTry } from '../../domain/retry-times';
import {
  type DeliveryEnd,
  DeliveryStatus,
  endTry,
  releaseLease,
  type TakenDelivery,
  takeDueDeliveries,
} from '../../infra/delivery-rows';
import { DELIVERY_CHANNELS, type DeliveryChannel, type Outgoing, RefusedForGood } from './delivery-channel';
import { PrepareDeliveries } from './prepare-deliveries';

const PAGE = 100;
const RETRY: Backoff = { firstMs: 30_000, longestMs: 3_600_000, attempts: 8 };

const delivered = counter('coupon_deliveries_total', 'Tries to send an e-mail or SMS, by how they ended', [
  'channel',
  'end',
]);

const undeliverable = counter(
  'coupon_undeliverable_addresses_total',
  'Addresses and numbers that turned out not to exist',
  ['channel'],
);

/** A channel with its place in the row of those who send by it. */
interface Lane {
  channel: DeliveryChannel;
  pace: Pace;
}

/**
 * Sends e-mails and SMS that are due. Each is taken for a while first; one whose worker dies in between is sent again after
 * it, under the same Message-ID. Who is online has seen the message, and needs neither.
 */
@Injectable()
export class SendDeliveries {
  private readonly lanes: ReadonlyMap<Channel, Lane>;
  private readonly leaseMs: number;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly prepare: PrepareDeliveries,
    @Inject(DELIVERY_CHANNELS) channels: readonly DeliveryChannel[],
  ) {
    this.leaseMs = config.DELIVERY_LEASE_SECONDS * 1000;
    this.lanes = new Map(
      channels.map((channel) => [
        channel.channel,
        { channel, pace: new Pace(channel.perSecond, () => performance.now()) },
      ]),
    );
  }

  /**
   * Sends everything that is due now. Several workers may do so at once.
   * @param stopped asked before each message
   */
  async execute(stopped: () => boolean = () => false): Promise<void> {
    while (!stopped()) {
      const now = this.clock.now();
      const until = new Date(now.getTime() + this.leaseMs);
      const taken = await this.database.transaction((tx) =>
        takeDueDeliveries(tx, { now, until, limit: PAGE }),
      );
      if (taken.length === 0) return;
      // A message may take long; those that could not be begun in half the time are given back, or two would send them.
      const latest = new Date(now.getTime() + this.leaseMs / 2);
      await this.sendPage(taken, () => stopped() || this.clock.now() > latest);
    }
  }

  private async sendPage(taken: readonly TakenDelivery[], tooLate: () => boolean): Promise<void> {
    const untried: string[] = [];
    const sendable: { delivery: TakenDelivery; outgoing: Outgoing }[] = [];
    for (const prepared of await this.prepare.execute(taken, this.clock.now())) {
      const { delivery } = prepared;
      if ('outgoing' in prepared) sendable.push(prepared);
      else if ('waitUntil' in prepared) await this.putOff([delivery.deliveryId], prepared.waitUntil);
      else {
        const end = {
          status: DeliveryStatus.NotNeeded,
          dueAt: null,
          error: prepared.notNeeded,
          tried: false,
        };
        await this.end(delivery, end, 'not needed');
      }
    }
    const lanes = [...new Set(sendable.map(({ delivery }) => delivery.channel))];
    await Promise.all(
      lanes.map((channel) => {
        const queue = sendable.filter(({ delivery }) => delivery.channel === channel);
        return this.drain(channel, queue, tooLate, untried);
      }),
    );
    if (untried.length > 0) await this.putOff(untried, this.clock.now());
  }

  private async putOff(deliveryIds: readonly string[], dueAt: Date): Promise<void> {
    await this.database.transaction((tx) => releaseLease(tx, deliveryIds, dueAt));
  }

  private async drain(
    name: Channel,
    queue: { delivery: TakenDelivery; outgoing: Outgoing }[],
    tooLate: () => boolean,
    untried: string[],
  ): Promise<void> {
    const lane = this.lanes.get(name);
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { delivery, outgoing } = next;
        if (!lane) {
          const error = `this worker has no channel for ${CHANNEL_NAMES[name]}`;
          await this.end(delivery, this.failure(delivery, error, false), 'failed');
          continue;
        }
        await sleep(lane.pace.take());
        if (tooLate()) untried.push(delivery.deliveryId);
        else await this.send(lane.channel, delivery, outgoing);
      }
    };
    await Promise.all(Array.from({ length: lane?.channel.concurrency ?? 1 }, work));
  }

  private async send(channel: DeliveryChannel, delivery: TakenDelivery, outgoing: Outgoing): Promise<void> {
    let providerId: string;
    try {
      providerId = await channel.send(outgoing);
    } catch (error) {
      const refused = error instanceof RefusedForGood;
      if (refused && error.undeliverableCode !== null) {
        await this.markUndeliverable(delivery, outgoing.to, error.undeliverableCode);
      }
      rootLogger.debug({ deliveryId: delivery.deliveryId, err: error }, 'a message was not sent');
      const end = this.failure(delivery, reasonOf(error), refused);
      await this.end(delivery, end, end.status === DeliveryStatus.Dead ? 'dead' : 'failed');
      return;
    }
    faultPoint('notify.deliver:after-provider');
    await this.end(delivery, { status: DeliveryStatus.Sent, dueAt: null, providerId, tried: true }, 'sent');
  }

  /** Whatever is sent there comes back: nothing more goes to this address, by whatever message, until the user has another one. */
  private async markUndeliverable(
    { userId, channel }: TakenDelivery,
    value: string,
    code: string,
  ): Promise<void> {
    const address = channel === Channel.Email ? 'email' : 'phone';
    const isNew = await this.database.transaction((tx) =>
      markUndeliverable(tx, { userId, address, value, code }, this.clock.now()),
    );
    if (isNew) undeliverable.inc({ channel: CHANNEL_NAMES[channel] });
  }

  private failure({ attempts }: TakenDelivery, error: string, refused: boolean): DeliveryEnd {
    const dueAt = refused ? null : nextTry(this.clock.now(), attempts, RETRY, Math.random());
    return { status: dueAt ? DeliveryStatus.Waiting : DeliveryStatus.Dead, dueAt, error, tried: true };
  }

  private async end({ deliveryId, channel }: TakenDelivery, end: DeliveryEnd, name: string): Promise<void> {
    await this.database.transaction((tx) => endTry(tx, deliveryId, end, this.clock.now()));
    delivered.inc({ channel: CHANNEL_NAMES[channel], end: name });
  }
}

function sleep(ms: number): Promise<void> | undefined {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : undefined;
}
