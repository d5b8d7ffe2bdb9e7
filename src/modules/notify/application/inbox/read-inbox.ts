import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../../platform/paging';
import { readContacts } from '../../../audience';
import { pickLocale } from '../../domain/pick-locale';
import { fillCode, type PersonalCode } from '../../domain/template';
import { EVERYONE, type InboxRow, selectPage } from '../../infra/inbox-rows';
import { type InboxTexts, selectInboxTexts } from '../../infra/message-rows';
import { countUnread, selectIndividuallyRead, selectWatermark } from '../../infra/read-marks';
import { PersonalCodes } from '../personal-codes';

/** Counting goes no further; nobody needs to know it more exactly. */
export const MAX_UNREAD = 1_000;

/** Messages that a stream makes up for. */
const MAX_MISSED = 100;

/** A message as its reader sees it, in the locale that fits them best. */
export interface InboxItem {
  inboxId: string;
  messageId: string;
  locale: string;
  title: string;
  body: string;
  couponId: string | null;
  read: boolean;
  createdAt: string;
}

export interface Unread {
  unread: number;
  /** There may be more than that. */
  more: boolean;
}

/** What users have in their inbox: their own messages and those to everyone, as one list. */
@Injectable()
export class ReadInbox {
  constructor(
    private readonly database: Database,
    private readonly codes: PersonalCodes,
  ) {}

  /**
   * One page, newest first.
   * @throws AppError INVALID_CURSOR
   */
  async page(
    userId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<InboxItem>> {
    const rows = await selectPage(this.database, { userId, before: readIdCursor(cursor), limit: limit + 1 });
    const items = await this.toItems(userId, rows.slice(0, limit));
    const page = toPage(
      rows,
      limit,
      ({ inboxId }) => [inboxId],
      (row) => row,
    );
    return { items, nextCursor: page.nextCursor };
  }

  async unread(userId: string): Promise<Unread> {
    const count = await countUnread(this.database, userId, MAX_UNREAD + 1);
    return { unread: Math.min(count, MAX_UNREAD), more: count > MAX_UNREAD };
  }

  /** The id of the newest message that a user can see, or 0. */
  async newest(userId: string): Promise<string> {
    const [row] = await selectPage(this.database, { userId, limit: 1 });
    return row?.inboxId ?? '0';
  }

  /** What came after a message, the newest of it at most: a stream is no way to read an inbox. */
  async since(userId: string, inboxId: string): Promise<InboxItem[]> {
    const rows = await selectPage(this.database, { userId, limit: MAX_MISSED });
    return this.toItems(
      userId,
      rows.filter((row) => BigInt(row.inboxId) > BigInt(inboxId)),
    );
  }

  /** Rows with their content, and whether the user has read them. */
  async toItems(userId: string, rows: readonly InboxRow[]): Promise<InboxItem[]> {
    if (rows.length === 0) return [];
    const common = rows.filter((row) => row.userId === EVERYONE).map(({ inboxId }) => inboxId);
    const locale = (await readContacts(this.database, [userId])).get(userId)?.locale ?? null;
    const [texts, watermark, alone] = await Promise.all([
      selectInboxTexts(
        this.database,
        rows.map(({ messageId }) => messageId),
        (available, defaultLocale) => pickLocale(locale, available, defaultLocale),
      ),
      common.length > 0 ? selectWatermark(this.database, userId) : '0',
      selectIndividuallyRead(this.database, userId, common),
    ]);
    const isRead = ({ userId: owner, inboxId, readAt }: InboxRow) =>
      owner === EVERYONE ? BigInt(inboxId) <= BigInt(watermark) || alone.has(inboxId) : readAt !== null;
    const codes = await this.codesOf(rows, texts);
    return rows.map((row) =>
      toItem(row, texts.get(row.messageId)!, { read: isRead(row), code: codes.get(row.inboxId) }),
    );
  }

  /** The codes that these rows tell their user, by inbox id. */
  private async codesOf(
    rows: readonly InboxRow[],
    texts: ReadonlyMap<string, InboxTexts>,
  ): Promise<Map<string, PersonalCode>> {
    const telling = rows.flatMap(({ inboxId, messageId, codeSerial }) => {
      const batchId = texts.get(messageId)?.codeBatchId;
      return codeSerial !== null && batchId ? [{ inboxId, batchId, serial: Number(codeSerial) }] : [];
    });
    const written = await this.codes.write(this.database, telling);
    return new Map(telling.flatMap(({ inboxId }, at) => (written[at] ? [[inboxId, written[at]]] : [])));
  }
}

/** A code whose key is missing is left out: the rest of the inbox can be read. */
const UNWRITTEN: PersonalCode = { code: '', link: null };

function toItem(
  { inboxId, messageId, couponId, createdAt }: InboxRow,
  { locale, codeBatchId, ...told }: InboxTexts,
  { read, code }: { read: boolean; code: PersonalCode | undefined },
): InboxItem {
  const { title, body } = codeBatchId === null ? told : fillCode(told, code ?? UNWRITTEN);
  return { inboxId, messageId, locale, title, body, couponId, read, createdAt: createdAt.toISOString() };
}
