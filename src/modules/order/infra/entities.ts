import { CouponLockEntity } from './coupon-lock.entity';
import { CouponLockCouponEntity } from './coupon-lock-coupon.entity';
import { CouponLockShareEntity } from './coupon-lock-share.entity';
import { OrderEntity } from './order.entity';
import { OrderCouponEntity } from './order-coupon.entity';
import { OrderLineEntity } from './order-line.entity';
import { OrderLineShareEntity } from './order-line-share.entity';
import { PaymentEntity } from './payment.entity';
import { RedemptionEntryEntity } from './redemption-entry.entity';
import { RefundEntity } from './refund.entity';
import { RefundLineEntity } from './refund-line.entity';
import { ShopperEntity } from './shopper.entity';

/** Every table of this room, for the schema. */
export const orderEntities = [
  CouponLockEntity,
  CouponLockCouponEntity,
  CouponLockShareEntity,
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
