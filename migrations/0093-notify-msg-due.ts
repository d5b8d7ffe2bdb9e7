import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotifyMsgDue1764000000093 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE t_notify_msg DROP INDEX ix_notify_time, ADD INDEX ix_notify_time (status, notif_time)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE t_notify_msg DROP INDEX ix_notify_time, ADD INDEX ix_notify_time (notif_time)',
    );
  }
}
