import { NotifyDeliveryEntity } from './delivery.entity';
import {
  NotifyInboxEntity,
  NotifyMessageEntity,
  NotifyMessageTextEntity,
  NotifyReadAloneEntity,
  NotifyWatermarkEntity,
} from './message.entities';
import { NotifyMsgEntity } from './notify-msg.entity';
import { NotifyTemplateEntity } from './template.entity';

/** Every table of this room, for the schema. */
export const notifyEntities = [
  NotifyMsgEntity,
  NotifyTemplateEntity,
  NotifyMessageEntity,
  NotifyMessageTextEntity,
  NotifyInboxEntity,
  NotifyWatermarkEntity,
  NotifyReadAloneEntity,
  NotifyDeliveryEntity,
];
