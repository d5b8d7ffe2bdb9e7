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

  /** When the address turned out not to exist; null: mail can be sent there. It is the address' own: another one has none. */
  @Column({ name: 'email_undeliverable_at', type: 'datetime', precision: 3, nullable: true })
  emailUndeliverableAt: Date | null;

  /** How the other side said so: an enhanced status code (RFC 3463), such as 5.1.1. */
  @Column({ name: 'email_undeliverable_code', type: 'varchar', length: 20, nullable: true })
  emailUndeliverableCode: string | null;

  /** The same of the phone number. */
  @Column({ name: 'phone_undeliverable_at', type: 'datetime', precision: 3, nullable: true })
  phoneUndeliverableAt: Date | null;

  /** The SMS provider's code, such as 21211. */
  @Column({ name: 'phone_undeliverable_code', type: 'varchar', length: 20, nullable: true })
  phoneUndeliverableCode: string | null;

  @Column({ name: 'email_opt_in', type: 'tinyint', default: 0 })
  emailOptIn: number;

  /** When they said so, or when that was reported. */
  @Column({ name: 'email_opt_in_at', type: 'datetime', precision: 3, nullable: true })
  emailOptInAt: Date | null;

  /** Who said so: 1 the user, 2 the user by the link of an e-mail, 3 the platform, 4 an import; null: nobody has. */
  @Column({ name: 'email_opt_in_source', type: 'tinyint', nullable: true })
  emailOptInSource: number | null;

  @Column({ name: 'sms_opt_in', type: 'tinyint', default: 0 })
  smsOptIn: number;

  /** When they said so, or when that was reported. */
  @Column({ name: 'sms_opt_in_at', type: 'datetime', precision: 3, nullable: true })
  smsOptInAt: Date | null;

  /** Who said so: 1 the user, 2 the user by the link of an e-mail, 3 the platform, 4 an import; null: nobody has. */
  @Column({ name: 'sms_opt_in_source', type: 'tinyint', nullable: true })
  smsOptInSource: number | null;

  /** 1: they want no messages that they didn't ask for, on no channel. */
  @Column({ name: 'opted_out', type: 'tinyint', default: 0 })
  optedOut: number;

  /** When they said so, or when that was reported. */
  @Column({ name: 'opted_out_at', type: 'datetime', precision: 3, nullable: true })
  optedOutAt: Date | null;

  /** Who said so: 1 the user, 2 the user by the link of an e-mail, 3 the platform, 4 an import; null: nobody has. */
  @Column({ name: 'opted_out_source', type: 'tinyint', nullable: true })
  optedOutSource: number | null;

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
