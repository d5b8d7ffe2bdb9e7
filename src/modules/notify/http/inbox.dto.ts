import { IsOptional } from 'class-validator';
import { ApiProperty, IsId, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { InboxItem, Unread } from '../application/inbox/read-inbox';

export class InboxItemDto implements Mirrors<InboxItem, InboxItemDto> {
  /** @example "41" */
  inboxId: string;
  /** @example "5" */
  messageId: string;
  /** The locale of the texts: the one that fits the user's best. @example "en" */
  locale: string;
  /** @example "Your coupon \"Autumn\" expires soon" */
  title: string;
  /** @example "Use it before it ends: its last day is shown with your coupons." */
  body: string;
  /** The coupon that it is about, if it is about one. */
  @ApiProperty({ type: String, nullable: true, example: '1001' })
  couponId: string | null;
  /** @example false */
  read: boolean;
  /** @example "2026-11-24T08:00:00.000Z" */
  createdAt: string;
}

export class InboxPageDto implements Mirrors<Page<InboxItem>, InboxPageDto> {
  items: InboxItemDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class UnreadDto implements Mirrors<Unread, UnreadDto> {
  /** Counted to 1000. @example 3 */
  unread: number;
  /** true: there are more than that. @example false */
  more: boolean;
}

export class ReadAllDto {
  /** The newest message that was shown; what came after it stays unread. Left out: everything is read. */
  @ApiProperty({ required: false, example: '41' })
  @IsOptional()
  @IsId()
  untilInboxId?: string;
}
