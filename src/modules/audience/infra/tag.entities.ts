import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A property that users have, such as `vip`. */
@Entity('tag')
@Index('uq_tag_code', ['code'], { unique: true })
export class TagEntity {
  @PrimaryColumn({ name: 'tag_id', type: 'bigint' })
  tagId: string;

  /** What selections and rules call it; never changes. */
  @Column({ type: 'varchar', length: 64 })
  code: string;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}

/** The primary key walks a tag's users in order of id, the other one finds a user's tags. */
@Entity('user_tag')
@Index('ix_user_tag_user', ['userId', 'tagId'])
export class UserTagEntity {
  @PrimaryColumn({ name: 'tag_id', type: 'bigint' })
  tagId: string;

  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;
}
