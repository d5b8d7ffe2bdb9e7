import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A list of users that somebody put together. */
@Entity('user_group')
@Index('uq_user_group_code', ['code'], { unique: true })
export class UserGroupEntity {
  @PrimaryColumn({ name: 'group_id', type: 'bigint' })
  groupId: string;

  /** What selections call it; never changes. */
  @Column({ type: 'varchar', length: 64 })
  code: string;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}

/** Keys as of `user_tag`. */
@Entity('group_member')
@Index('ix_group_member_user', ['userId', 'groupId'])
export class GroupMemberEntity {
  @PrimaryColumn({ name: 'group_id', type: 'bigint' })
  groupId: string;

  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;
}
