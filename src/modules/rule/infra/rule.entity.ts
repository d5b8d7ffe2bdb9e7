import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The customer's `rule` table: usage rules and conditions. A batch points at one version. */
@Entity('rule')
@Index('ix_rule_merchant', ['merchantId', 'ruleId'])
@Index('uq_rule_family_version', ['familyId', 'version'], { unique: true })
export class RuleEntity {
  @PrimaryColumn({ name: 'rule_id', type: 'bigint' })
  ruleId: string;

  /** The first version's id: the versions of one rule share it. */
  @Column({ name: 'family_id', type: 'bigint' })
  familyId: string;

  @Column({ type: 'int' })
  version: number;

  /** NULL: a rule of the platform. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  /** 0 rebate, 1 discount, 2 promotion. */
  @Column({ type: 'tinyint' })
  type: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ name: 'rule_content', type: 'json' })
  ruleContent: unknown;

  /** When the first batch on it was published; from then on the row never changes. */
  @Column({ name: 'frozen_at', type: 'datetime', precision: 3, nullable: true })
  frozenAt: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
