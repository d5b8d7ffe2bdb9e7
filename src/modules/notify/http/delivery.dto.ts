import { IsIn } from 'class-validator';
import { ApiProperty, type Mirrors, PageQueryDto } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import {
  DELIVERY_STATUS_NAMES,
  type DeliveryStatusName,
  type DeliveryView,
} from '../application/deliveries/delivery-view';
import { CHANNEL_NAMES, type ChannelName } from '../domain/message-texts';

const STATUS_NOTE =
  'waiting: it will be tried (again); sent: handed over; dead: given up, can be retried; not_needed: the user was online, ' +
  'or can or wants to be reached no more';

export class DeliveriesQueryDto extends PageQueryDto {
  @ApiProperty({ enum: DELIVERY_STATUS_NAMES, default: 'dead', required: false, description: STATUS_NOTE })
  @IsIn(DELIVERY_STATUS_NAMES)
  status: DeliveryStatusName = 'dead';
}

export class DeliveryDto implements Mirrors<DeliveryView, DeliveryDto> {
  /** @example "77" */
  deliveryId: string;
  /** @example "5" */
  messageId: string;
  /** @example "1001" */
  userId: string;
  @ApiProperty({ enum: Object.values(CHANNEL_NAMES), example: 'email' })
  channel: ChannelName;
  @ApiProperty({ enum: DELIVERY_STATUS_NAMES, description: STATUS_NOTE, example: 'dead' })
  status: DeliveryStatusName;
  /** @example 8 */
  attempts: number;
  /** When it is tried (again). */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  dueAt: string | null;
  /** What the other side calls it. */
  @ApiProperty({ type: String, nullable: true, example: null })
  providerId: string | null;
  /** Why the last try failed, or why none was needed. */
  @ApiProperty({ type: String, nullable: true, example: '550 5.1.1 no such user' })
  lastError: string | null;
  /** @example "2026-11-24T08:00:00.000Z" */
  createdAt: string;
  /** @example "2026-11-24T09:00:00.000Z" */
  updatedAt: string;
}

export class DeliveryPageDto implements Mirrors<Page<DeliveryView>, DeliveryPageDto> {
  items: DeliveryDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
