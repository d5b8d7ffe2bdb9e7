import { IdSequence1764000000001 } from './0001-id-sequence';
import { IdempotencyKey1764000000002 } from './0002-idempotency-key';
import { AuditLog1764000000003 } from './0003-audit-log';
import { Outbox1764000000004 } from './0004-outbox';
import { Rule1764000000010 } from './0010-rule';
import { CouponBatch1764000000011 } from './0011-coupon-batch';
import { BatchStockChange1764000000012 } from './0012-batch-stock-change';
import { BatchAudienceUser1764000000013 } from './0013-batch-audience-user';
import { Coupon1764000000020 } from './0020-coupon';
import { CouponOptRecord1764000000021 } from './0021-coupon-opt-record';
import { Operation1764000000022 } from './0022-operation';
import { NotifyMsg1764000000025 } from './0025-notify-msg';
import { Category1764000000030 } from './0030-category';
import { Product1764000000031 } from './0031-product';
import { ShippingRate1764000000032 } from './0032-shipping-rate';
import { Orders1764000000033 } from './0033-orders';
import { OrderLine1764000000034 } from './0034-order-line';
import { OrderCoupon1764000000035 } from './0035-order-coupon';
import { OrderLineShare1764000000036 } from './0036-order-line-share';
import { Payment1764000000037 } from './0037-payment';
import { Refund1764000000038 } from './0038-refund';
import { SandboxCharge1764000000039 } from './0039-sandbox-charge';
import { SandboxRefund1764000000040 } from './0040-sandbox-refund';
import { Shopper1764000000041 } from './0041-shopper';
import { CouponBatchBudget1764000000042 } from './0042-coupon-batch-budget';
import { CouponBatchFunding1764000000043 } from './0043-coupon-batch-funding';
import { OrderCouponTerms1764000000044 } from './0044-order-coupon-terms';
import { RedemptionEntry1764000000045 } from './0045-redemption-entry';
import { RefundDetails1764000000046 } from './0046-refund-details';
import { RefundLine1764000000047 } from './0047-refund-line';
import { CouponLock1764000000056 } from './0056-coupon-lock';
import { CouponLockCoupon1764000000057 } from './0057-coupon-lock-coupon';
import { CouponLockShare1764000000058 } from './0058-coupon-lock-share';
import { AudienceUser1764000000063 } from './0063-audience-user';
import { Tag1764000000064 } from './0064-tag';
import { UserTag1764000000065 } from './0065-user-tag';
import { UserGroup1764000000066 } from './0066-user-group';
import { GroupMember1764000000067 } from './0067-group-member';
import { AudienceImport1764000000068 } from './0068-audience-import';
import { AudienceImportReject1764000000069 } from './0069-audience-import-reject';
import { CouponBatchSelection1764000000070 } from './0070-coupon-batch-selection';
import { Distribution1764000000075 } from './0075-distribution';
import { DistributionChunk1764000000076 } from './0076-distribution-chunk';
import { NotifyTemplate1764000000086 } from './0086-notify-template';
import { NotifyMessage1764000000087 } from './0087-notify-message';
import { NotifyMessageText1764000000088 } from './0088-notify-message-text';
import { NotifyInbox1764000000089 } from './0089-notify-inbox';
import { NotifyWatermark1764000000090 } from './0090-notify-watermark';
import { NotifyReadAlone1764000000091 } from './0091-notify-read-alone';
import { NotifyDelivery1764000000092 } from './0092-notify-delivery';
import { NotifyMsgDue1764000000093 } from './0093-notify-msg-due';
import { CouponEnd1764000000094 } from './0094-coupon-end';
import { IdempotencyRepeats1764000000095 } from './0095-idempotency-repeats';

/** In the order in which they run. One DDL statement each: DDL commits by itself, so a half-done migration can't exist. */
export const migrations = [
  IdSequence1764000000001,
  IdempotencyKey1764000000002,
  AuditLog1764000000003,
  Outbox1764000000004,
  Rule1764000000010,
  CouponBatch1764000000011,
  BatchStockChange1764000000012,
  BatchAudienceUser1764000000013,
  Coupon1764000000020,
  CouponOptRecord1764000000021,
  Operation1764000000022,
  NotifyMsg1764000000025,
  Category1764000000030,
  Product1764000000031,
  ShippingRate1764000000032,
  Orders1764000000033,
  OrderLine1764000000034,
  OrderCoupon1764000000035,
  OrderLineShare1764000000036,
  Payment1764000000037,
  Refund1764000000038,
  SandboxCharge1764000000039,
  SandboxRefund1764000000040,
  Shopper1764000000041,
  CouponBatchBudget1764000000042,
  CouponBatchFunding1764000000043,
  OrderCouponTerms1764000000044,
  RedemptionEntry1764000000045,
  RefundDetails1764000000046,
  RefundLine1764000000047,
  CouponLock1764000000056,
  CouponLockCoupon1764000000057,
  CouponLockShare1764000000058,
  AudienceUser1764000000063,
  Tag1764000000064,
  UserTag1764000000065,
  UserGroup1764000000066,
  GroupMember1764000000067,
  AudienceImport1764000000068,
  AudienceImportReject1764000000069,
  CouponBatchSelection1764000000070,
  Distribution1764000000075,
  DistributionChunk1764000000076,
  NotifyTemplate1764000000086,
  NotifyMessage1764000000087,
  NotifyMessageText1764000000088,
  NotifyInbox1764000000089,
  NotifyWatermark1764000000090,
  NotifyReadAlone1764000000091,
  NotifyDelivery1764000000092,
  NotifyMsgDue1764000000093,
  CouponEnd1764000000094,
  IdempotencyRepeats1764000000095,
];
