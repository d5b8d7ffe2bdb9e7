import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../../platform/auth';
import { Database } from '../../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../../platform/paging';
import { selectDeliveries } from '../../infra/delivery-rows';
import {
  DELIVERY_STATUS_NAMES,
  type DeliveryStatusName,
  type DeliveryView,
  toDeliveryView,
} from './delivery-view';

/** E-mails and SMS as their senders see them; the dead ones above all. */
@Injectable()
export class ReadDeliveries {
  constructor(private readonly database: Database) {}

  /**
   * Of a merchant's own messages, for the platform of everyone's, newest first.
   * @throws AppError INVALID_CURSOR
   */
  async page(
    caller: Principal,
    query: { status: DeliveryStatusName; limit: number; cursor?: string },
  ): Promise<Page<DeliveryView>> {
    const deliveries = await selectDeliveries(this.database, {
      status: DELIVERY_STATUS_NAMES.indexOf(query.status),
      merchantId: caller.merchantId,
      before: readIdCursor(query.cursor),
      limit: query.limit + 1,
    });
    return toPage(deliveries, query.limit, ({ deliveryId }) => [deliveryId], toDeliveryView);
  }
}
