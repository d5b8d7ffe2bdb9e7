import type { Channel, MessageTexts } from '../../domain/message-texts';

/** One message on its way to one user. */
export interface Outgoing {
  deliveryId: string;
  /** An e-mail address or a phone number, as the channel needs it. */
  to: string;
  texts: MessageTexts;
  locale: string;
  /** Of an e-mail that its reader may refuse for the future: where that is done, with one click (RFC 8058). */
  unsubscribeUrl: string | null;
}

/** The other side has refused this message and always will, such as for an address that doesn't exist. */
export class RefusedForGood extends Error {
  /** @param undeliverableCode the other side's code, where it is the address that can't be reached, whatever the message is */
  constructor(
    message: string,
    readonly undeliverableCode: string | null = null,
  ) {
    super(message);
  }
}

/** What messages can be sent by. */
export interface DeliveryChannel {
  readonly channel: Channel;
  /** Messages under way at the same time, at most. */
  readonly concurrency: number;
  readonly perSecond: number;
  /**
   * Hands one message over. Repeating it is safe as far as the channel allows: an e-mail has the same Message-ID again.
   * @returns what the other side calls it
   * @throws RefusedForGood; anything else may be tried again
   */
  send(outgoing: Outgoing): Promise<string>;
  close(): void;
}

/** Injection token of the channels that this installation has. */
export const DELIVERY_CHANNELS = Symbol('DELIVERY_CHANNELS');
