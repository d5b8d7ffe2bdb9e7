import { Entity, PrimaryColumn } from 'typeorm';

/** A user who may get coupons of a batch that is for listed users only. */
@Entity('batch_audience_user')
export class BatchAudienceUserEntity {
  @PrimaryColumn({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;
}
