import { createRequire } from 'node:module';
import type { Twilio } from 'twilio';
import type { Config } from '../../../../config/config';
import {
  type DeliveryChannel,
  type Outgoing,
  RefusedForGood,
} from '../../application/deliveries/delivery-channel';
import { Channel } from '../../domain/message-texts';

const TIMEOUT_MS = 15_000;
const CONCURRENCY = 5;
/** About the number, whatever is sent: it is none, its owner has answered STOP, it can get no SMS. */
const UNDELIVERABLE: ReadonlySet<number> = new Set([21_211, 21_610, 21_614]);

interface RestError extends Error {
  status?: number;
  code?: number;
}

/**
 * SMS through Twilio. Its API knows no key that makes a message safe to repeat, so one whose answer is lost is sent again.
 */
export class TwilioChannel implements DeliveryChannel {
  readonly channel = Channel.Sms;
  readonly concurrency = CONCURRENCY;
  readonly perSecond: number;
  private readonly client: Twilio;
  private readonly sender: { from: string } | { messagingServiceSid: string };

  constructor(config: Config) {
    this.perSecond = config.SMS_PER_SECOND;
    const from = config.TWILIO_FROM!;
    this.sender = from.startsWith('MG') ? { messagingServiceSid: from } : { from };
    // Loaded only where it is used: it is large.
    const twilio = createRequire(__filename)('twilio') as typeof import('twilio');
    this.client = twilio(config.TWILIO_ACCOUNT_SID, config.TWILIO_AUTH_TOKEN, {
      httpClient: new twilio.RequestClient({ timeout: TIMEOUT_MS }),
    });
    this.client.api.baseUrl = config.TWILIO_URL;
  }

  async send({ to, texts }: Outgoing): Promise<string> {
    try {
      const { sid } = await this.client.messages.create({ ...this.sender, to, body: texts.sms! });
      return sid;
    } catch (error) {
      const { status, code, message } = error as RestError;
      // 400 is about this message: a number that can't get it, or an owner who has unsubscribed. Others may pass.
      if (status !== 400) throw error;
      const isUndeliverable = code !== undefined && UNDELIVERABLE.has(code);
      throw new RefusedForGood(`${code}: ${message}`, isUndeliverable ? String(code) : null);
    }
  }

  close(): void {
    // Its connections are kept for no longer than they are idle.
  }
}
