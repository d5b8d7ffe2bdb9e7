import { ExternalHoldEntity } from './external-hold.entity';
import { ExternalHoldCouponEntity } from './external-hold-coupon.entity';
import { ExternalHoldShareEntity } from './external-hold-share.entity';
import { OrderEntity } from './order.entity';
import { OrderCouponEntity } from './order-coupon.entity';
import { OrderLineEntity } from './order-line.entity';
import { OrderLineShareEntity } from './order-line-share.entity';
import { PaymentEntity } from './payment.entity';
import { RedemptionEntryEntity } from './redemption-entry.entity';
import { RefundEntity } from './refund.entity';
import { RefundLineEntity } from './refund-line.entity';
import { ShopperEntity } from './shopper.entity';

/** Every table of this module, for the schema. */
export const orderEntities = [
  ExternalHoldEntity,
  ExternalHoldCouponEntity,
  ExternalHoldShareEntity,
  OrderEntity,
  OrderLineEntity,
  OrderCouponEntity,
  OrderLineShareEntity,
  PaymentEntity,
  RedemptionEntryEntity,
  RefundEntity,
  RefundLineEntity,
  ShopperEntity,
];
