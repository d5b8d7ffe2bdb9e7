import { Entity, PrimaryColumn } from 'typeorm';

/** A row to lock for what only one order of a user may decide at a time: whether it is the first. */
@Entity('shopper')
export class ShopperEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;
}
