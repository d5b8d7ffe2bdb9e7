import { createTransport, type Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import type { Config } from '../../../../config/config';
import {
  type DeliveryChannel,
  type Outgoing,
  RefusedForGood,
} from '../../application/deliveries/delivery-channel';
import { Channel } from '../../domain/message-texts';
import { subjectHeader } from './subject-header';

const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 30_000;

interface SmtpError extends Error {
  responseCode?: number;
  /** What the server said, line by line. */
  response?: string;
  command?: string;
}

/** E-mail by SMTP, over a pool of connections that stay open. */
export class SmtpChannel implements DeliveryChannel {
  readonly channel = Channel.Email;
  readonly concurrency: number;
  readonly perSecond: number;
  private readonly transport: Transporter<SMTPPool.SentMessageInfo>;
  private readonly from: string;
  private readonly domain: string;

  constructor(config: Config) {
    this.concurrency = config.SMTP_CONNECTIONS;
    this.perSecond = config.SMTP_PER_SECOND;
    this.from = config.SMTP_FROM!;
    this.domain = /@([^\s>]+)/.exec(this.from)?.[1] ?? 'localhost';
    this.transport = createTransport(poolOptions(config));
  }

  /** The Message-ID is the delivery's for ever: a server or a reader that gets it twice can tell. */
  async send({ deliveryId, to, texts, locale, unsubscribeUrl }: Outgoing): Promise<string> {
    const { subject, text, html } = texts.email!;
    const messageId = `<delivery-${deliveryId}@${this.domain}>`;
    try {
      await this.transport.sendMail({
        from: this.from,
        // An address object, so that nothing in it can become a second recipient.
        to: { name: '', address: to },
        subject: subjectHeader(subject),
        text,
        html,
        messageId,
        headers: {
          'Content-Language': locale,
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribeUrl === null ? {} : unsubscribeHeaders(unsubscribeUrl)),
        },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return messageId;
    } catch (error) {
      if (!isRefusal(error as SmtpError)) throw error;
      throw new RefusedForGood((error as Error).message, undeliverableCode(error as SmtpError));
    }
  }

  close(): void {
    this.transport.close();
  }
}

function poolOptions(config: Config): SMTPPool.Options {
  const url = new URL(config.SMTP_URL!);
  const secure = url.protocol === 'smtps:';
  return {
    pool: true,
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    maxConnections: config.SMTP_CONNECTIONS,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
  };
}

/** 5xx to this recipient or this content. A refused login or sender is our own trouble, and may be mended. */
function isRefusal({ responseCode = 0, command = '' }: SmtpError): boolean {
  return responseCode >= 500 && /^(RCPT TO|DATA)/.test(command);
}

/**
 * The enhanced status code of a recipient whose address doesn't exist (RFC 3463: X.1.x is about addresses, of which X.1.7 and X.1.8
 * are the sender's).
 */
function undeliverableCode({ command = '', response = '' }: SmtpError): string | null {
  if (!command.startsWith('RCPT TO')) return null;
  const code = /^5\d\d[ -](5\.1\.\d{1,3})\b/m.exec(response)?.[1];
  return code === undefined || code === '5.1.7' || code === '5.1.8' ? null : code;
}

/** RFC 2369 and RFC 8058. The mail server's DKIM signature has to cover both. */
function unsubscribeHeaders(url: string): Record<string, string> {
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
