import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Everybody whom coupons and messages can be sent to: known from an import, from the API, or from a call of their own. */
@Entity('audience_user')
@Index('ix_audience_user_active', ['lastActiveAt'])
export class AudienceUserEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;

  @Column({ type: 'varchar', length: 254, nullable: true })
  email: string | null;

  /** E.164, with its plus sign. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  phone: string | null;

  /** BCP 47, such as `de-AT`. */
  @Column({ type: 'varchar', length: 35, nullable: true })
  locale: string | null;

  /** IANA, such as `Europe/Vienna`. */
  @Column({ name: 'time_zone', type: 'varchar', length: 64, nullable: true })
  timeZone: string | null;

  @Column({ name: 'email_opt_in', type: 'tinyint', default: 0 })
  emailOptIn: number;

  @Column({ name: 'sms_opt_in', type: 'tinyint', default: 0 })
  smsOptIn: number;

  /** 1: they want no messages that they didn't ask for, on no channel. */
  @Column({ name: 'opted_out', type: 'tinyint', default: 0 })
  optedOut: number;

  /** `HH:MM` in the user's time zone; both or none. Past midnight where the end is the earlier one. */
  @Column({ name: 'quiet_from', type: 'char', length: 5, nullable: true })
  quietFrom: string | null;

  @Column({ name: 'quiet_until', type: 'char', length: 5, nullable: true })
  quietUntil: string | null;

  /** To some minutes: it is not written with every call. */
  @Column({ name: 'last_active_at', type: 'datetime', precision: 3, nullable: true })
  lastActiveAt: Date | null;

  /** The import that wrote this row last: a user whom the same file names again is a duplicate. */
  @Column({ name: 'last_import_id', type: 'bigint', nullable: true })
  lastImportId: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
