import { IsOptional } from 'class-validator';
import { ApiProperty, CheckedBy, IsId, type Mirrors } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import { IsSelection, SelectionDto } from '../../audience/http';
import type { DeliveryCounts, MessageStateView, MessageView } from '../application/message-view';

const MAX_VARIABLES = 30;
const MAX_VALUE_LENGTH = 500;
/** One line. */
const VALUE = new RegExp(`^[^\\p{Cc}\\p{Cs}]{0,${MAX_VALUE_LENGTH}}$`, 'u');

const IsVariables = (): PropertyDecorator =>
  CheckedBy({
    name: 'isVariables',
    message: 'be an object of at most 30 texts of one line, 500 characters each',
    schema: {
      maxProperties: MAX_VARIABLES,
      additionalProperties: { type: 'string', maxLength: MAX_VALUE_LENGTH },
    },
    holds: isVariables,
  });

function isVariables(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const values = Object.values(value);
  return (
    values.length <= MAX_VARIABLES && values.every((text) => typeof text === 'string' && VALUE.test(text))
  );
}

export class CreateMessageDto {
  /** @example "3" */
  @IsId()
  templateId: string;

  /** A value for each of the template's variables. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { shopName: 'Fir & Co.' },
  })
  @IsVariables()
  variables: Record<string, string>;

  /**
   * Whom to. `{"everyone": true}` alone is a message to everyone: one row, in every inbox at once, from the platform only.
   * Selected by tags or groups, it goes to those who were active in the installation's number of days, unless
   * `activeWithinDays` says otherwise. Who has opted out gets nothing, but what is
   * transactional.
   */
  @IsSelection()
  to: SelectionDto;

  /** Only from the platform: the merchant to send it for. Left out: a message of the platform. */
  @ApiProperty({ required: false, nullable: true, type: String, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string | null;
}

export class MessageDto implements Mirrors<MessageView, MessageDto> {
  /** @example "5" */
  messageId: string;
  /** null: a message of the platform. */
  @ApiProperty({ type: String, nullable: true, example: '7' })
  merchantId: string | null;
  /** null: made by the system, such as a reminder. */
  @ApiProperty({ type: String, nullable: true, example: '3' })
  templateId: string | null;
  /** As its template says. @example false */
  transactional: boolean;
  /** sending: a worker is writing the inboxes. */
  @ApiProperty({ enum: ['sending', 'sent'], example: 'sent' })
  status: 'sending' | 'sent';
  /** Inboxes that it was written to; null: it is everyone's. */
  @ApiProperty({ type: 'integer', nullable: true, example: 1200 })
  recipients: number | null;
  /** @example "2026-11-24T08:00:00.000Z" */
  createdAt: string;
}

export class DeliveryCountsDto implements Mirrors<DeliveryCounts, DeliveryCountsDto> {
  /** @example 10 */
  waiting: number;
  /** @example 950 */
  sent: number;
  /** Given up; see the list of deliveries. @example 2 */
  dead: number;
  /** The user was online, or has opted out meanwhile. @example 38 */
  notNeeded: number;
}

export class MessageStateDto extends MessageDto implements Mirrors<MessageStateView, MessageStateDto> {
  /** E-mails and SMS. */
  deliveries: DeliveryCountsDto;
}

export class MessagePageDto implements Mirrors<Page<MessageView>, MessagePageDto> {
  items: MessageDto[];
  /** null on the last page. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
