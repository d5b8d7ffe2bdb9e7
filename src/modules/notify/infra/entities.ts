import { NotifyDeliveryEntity } from './delivery.entity';
import {
  NotifyInboxEntity,
  NotifyIndividuallyReadEntity,
  NotifyMessageEntity,
  NotifyMessageTextEntity,
  NotifyWatermarkEntity,
} from './message.entities';
import { NotifyMsgEntity } from './notify-msg.entity';
import { NotifyTemplateEntity } from './template.entity';

/** Every table of this module, for the schema. */
export const notifyEntities = [
  NotifyMsgEntity,
  NotifyTemplateEntity,
  NotifyMessageEntity,
  NotifyMessageTextEntity,
  NotifyInboxEntity,
  NotifyWatermarkEntity,
  NotifyIndividuallyReadEntity,
  NotifyDeliveryEntity,
];
