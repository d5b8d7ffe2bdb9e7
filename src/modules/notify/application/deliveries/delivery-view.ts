import { CHANNEL_NAMES, type ChannelName } from '../../domain/message-texts';
import type { StoredDelivery } from '../../infra/delivery-rows';

/** `notify_delivery.status`, by its name outside. */
export const DELIVERY_STATUS_NAMES = ['waiting', 'sent', 'dead', 'not_needed'] as const;
export type DeliveryStatusName = (typeof DELIVERY_STATUS_NAMES)[number];

/** A delivery as it leaves the API. */
export interface DeliveryView {
  deliveryId: string;
  messageId: string;
  userId: string;
  channel: ChannelName;
  status: DeliveryStatusName;
  attempts: number;
  dueAt: string | null;
  providerId: string | null;
  lastError: string | null;
  createdAt: string;
  updatedAt: string;
}

export function toDeliveryView(delivery: StoredDelivery): DeliveryView {
  return {
    deliveryId: delivery.deliveryId,
    messageId: delivery.messageId,
    userId: delivery.userId,
    channel: CHANNEL_NAMES[delivery.channel],
    status: DELIVERY_STATUS_NAMES[delivery.status]!,
    attempts: delivery.attempts,
    dueAt: delivery.dueAt?.toISOString() ?? null,
    providerId: delivery.providerId,
    lastError: delivery.lastError,
    createdAt: delivery.createdAt.toISOString(),
    updatedAt: delivery.updatedAt.toISOString(),
  };
}
