import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import type { MessageTexts, TextsByLocale } from '../domain/message-texts';

/** `notify_message.status`: sending until the job that writes the inboxes has come to the last user. To everyone: sent at once. */
export const MessageStatus = { Sending: 0, Sent: 1 } as const;

export interface NewMessage {
  messageId: string;
  merchantId: string | null;
  templateId: string | null;
  /** The batch of the codes that its users get, each one of their own; null: none. */
  codeBatchId: string | null;
  sourceKey: string | null;
  /** It goes to those as well who have opted out. */
  transactional: boolean;
  defaultLocale: string;
  toEveryone: boolean;
  /** JSON of a resolved selection. */
  audience: string | null;
  status: number;
  texts: TextsByLocale;
  createdAt: Date;
}

/** Writes a message with its content: once, whoever gets it. */
export async function insertMessage(tx: Tx, message: NewMessage): Promise<void> {
  await Promise.all([
    tx.change(
      `INSERT INTO notify_message (message_id, merchant_id, template_id, code_batch_id, source_key, transactional, default_locale, to_everyone, audience,
         status, created_at)
       VALUES (?)`,
      [
        [
          message.messageId,
          message.merchantId,
          message.templateId,
          message.codeBatchId,
          message.sourceKey,
          message.transactional,
          message.defaultLocale,
          message.toEveryone,
          message.audience,
          message.status,
          message.createdAt,
        ],
      ],
    ),
    tx.change(
      `INSERT INTO notify_message_text (message_id, locale, title, body, email_subject, email_text, email_html, sms_text)
       VALUES ?`,
      [
        Object.entries(message.texts).map(([locale, { title, body, email, sms }]) => [
          message.messageId,
          locale,
          title,
          body,
          email?.subject,
          email?.text,
          email?.html,
          sms,
        ]),
      ],
    ),
  ]);
}

export interface StoredMessage {
  messageId: string;
  merchantId: string | null;
  templateId: string | null;
  transactional: number;
  defaultLocale: string;
  toEveryone: number;
  audience: string | null;
  status: number;
  sentUntil: string;
  recipients: string;
  createdAt: Date;
}

const COLUMNS = `message_id AS messageId, merchant_id AS merchantId, template_id AS templateId, transactional,
  default_locale AS defaultLocale, to_everyone AS toEveryone, audience, status, sent_until AS sentUntil, recipients, created_at AS createdAt`;

export function selectMessage(reader: SqlReader, messageId: string): Promise<StoredMessage | undefined> {
  return reader.row<StoredMessage>(`SELECT ${COLUMNS} FROM notify_message WHERE message_id = ?`, [
    BigInt(messageId),
  ]);
}

/**
 * Takes the next part of a message's walk: whoever moves its mark writes that part.
 * @returns false when another worker has moved it since it was read
 */
export async function moveSentUntil(
  tx: Tx,
  { messageId, from, to }: { messageId: string; from: string; to: string },
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE notify_message SET sent_until = ? WHERE message_id = ? AND sent_until = ? AND status = ${MessageStatus.Sending}`,
    [BigInt(to), BigInt(messageId), BigInt(from)],
  );
  return affectedRows === 1;
}

export async function countRecipients(tx: Tx, messageId: string, more: number): Promise<void> {
  await tx.change('UPDATE notify_message SET recipients = recipients + ? WHERE message_id = ?', [
    more,
    BigInt(messageId),
  ]);
}

export async function finishMessage(tx: Tx, messageId: string): Promise<void> {
  await tx.change(`UPDATE notify_message SET status = ${MessageStatus.Sent} WHERE message_id = ?`, [
    BigInt(messageId),
  ]);
}

/** A merchant's own messages, or with `merchantId` undefined everyone's; newest id first. */
export function selectMessages(
  reader: SqlReader,
  { merchantId, before, limit }: { merchantId?: string; before?: string; limit: number },
): Promise<StoredMessage[]> {
  const conditions = [
    ...(merchantId === undefined ? [] : ['merchant_id = ?']),
    ...(before === undefined ? [] : ['message_id < ?']),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const values = [merchantId, before].filter((value) => value !== undefined).map(BigInt);
  return reader.rows<StoredMessage>(
    `SELECT ${COLUMNS} FROM notify_message ${where} ORDER BY message_id DESC LIMIT ?`,
    [...values, limit],
  );
}

/** @returns the ids of the messages that were made for these keys */
export async function selectBySource(
  reader: SqlReader,
  sourceKeys: readonly string[],
): Promise<Map<string, string>> {
  if (sourceKeys.length === 0) return new Map();
  const rows = await reader.rows<{ messageId: string; sourceKey: string }>(
    'SELECT message_id AS messageId, source_key AS sourceKey FROM notify_message WHERE source_key IN (?)',
    [sourceKeys],
  );
  return new Map(rows.map((row) => [row.sourceKey, row.messageId]));
}

interface TextRow {
  messageId: string;
  codeBatchId: string | null;
  transactional: number;
  locale: string;
  defaultLocale: string;
  title: string;
  body: string;
  emailSubject: string | null;
  emailText: string | null;
  emailHtml: string | null;
  smsText: string | null;
}

/** What a message says, in every locale that it has. */
export interface MessageContent {
  /** The batch of the codes that its texts have gaps for; null: they have none. */
  codeBatchId: string | null;
  transactional: boolean;
  defaultLocale: string;
  texts: TextsByLocale;
}

/** Contents by message id. */
export async function selectContents(
  reader: SqlReader,
  messageIds: readonly string[],
): Promise<Map<string, MessageContent>> {
  if (messageIds.length === 0) return new Map();
  const rows = await reader.rows<TextRow>(
    `SELECT t.message_id AS messageId, m.code_batch_id AS codeBatchId, t.locale, m.transactional, m.default_locale AS defaultLocale, t.title, t.body,
       t.email_subject AS emailSubject, t.email_text AS emailText, t.email_html AS emailHtml, t.sms_text AS smsText
     FROM notify_message m JOIN notify_message_text t ON t.message_id = m.message_id WHERE m.message_id IN (?)`,
    [[...new Set(messageIds)].map(BigInt)],
  );
  const contents = new Map<string, MessageContent & { texts: Record<string, MessageTexts> }>();
  for (const row of rows) {
    const content = contents.get(row.messageId) ?? {
      codeBatchId: row.codeBatchId,
      transactional: row.transactional === 1,
      defaultLocale: row.defaultLocale,
      texts: {},
    };
    content.texts[row.locale] = toTexts(row);
    contents.set(row.messageId, content);
  }
  return contents;
}

/** What an inbox shows of a message. */
export interface InboxTexts {
  locale: string;
  title: string;
  body: string;
  /** Of whose codes it tells each user one; null: of none. */
  codeBatchId: string | null;
}

/**
 * The inbox's texts of messages, each in the locale that `pick` takes of those that it has. Only these are read: all locales with
 * their e-mails are up to a mebibyte for each message.
 */
export async function selectInboxTexts(
  reader: SqlReader,
  messageIds: readonly string[],
  pick: (available: readonly string[], defaultLocale: string) => string,
): Promise<Map<string, InboxTexts>> {
  if (messageIds.length === 0) return new Map();
  const ids = [...new Set(messageIds)].map(BigInt);
  const rows = await reader.rows<Pick<TextRow, 'messageId' | 'locale' | 'defaultLocale' | 'codeBatchId'>>(
    `SELECT t.message_id AS messageId, t.locale, m.default_locale AS defaultLocale, m.code_batch_id AS codeBatchId
     FROM notify_message m JOIN notify_message_text t ON t.message_id = m.message_id WHERE m.message_id IN (?)`,
    [ids],
  );
  const available = new Map<
    string,
    { locales: string[]; defaultLocale: string; codeBatchId: string | null }
  >();
  for (const { messageId, locale, ...of } of rows) {
    const message = available.get(messageId) ?? { locales: [], ...of };
    message.locales.push(locale);
    available.set(messageId, message);
  }
  const picked = Array.from(available, ([messageId, { locales, defaultLocale }]): SqlValue[] => [
    BigInt(messageId),
    pick(locales, defaultLocale),
  ]);
  if (picked.length === 0) return new Map();
  const texts = await reader.rows<Omit<InboxTexts, 'codeBatchId'> & { messageId: string }>(
    `SELECT message_id AS messageId, locale, title, body FROM notify_message_text
     WHERE ${picked.map(() => '(message_id = ? AND locale = ?)').join(' OR ')}`,
    picked.flat(),
  );
  return new Map(
    texts.map(({ messageId, ...own }) => [
      messageId,
      { ...own, codeBatchId: available.get(messageId)!.codeBatchId },
    ]),
  );
}

function toTexts({ title, body, emailSubject, emailText, emailHtml, smsText }: TextRow): MessageTexts {
  return {
    title,
    body,
    ...(emailSubject !== null && emailText !== null
      ? {
          email: {
            subject: emailSubject,
            text: emailText,
            ...(emailHtml !== null ? { html: emailHtml } : {}),
          },
        }
      : {}),
    ...(smsText !== null ? { sms: smsText } : {}),
  };
}
