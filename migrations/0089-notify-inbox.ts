import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotifyInbox1764000000089 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notify_inbox (
        user_id BIGINT NOT NULL,
        inbox_id BIGINT NOT NULL AUTO_INCREMENT,
        message_id BIGINT NOT NULL,
        coupon_id BIGINT NULL,
        created_at DATETIME(3) NOT NULL,
        read_at DATETIME(3) NULL,
        PRIMARY KEY (user_id, inbox_id),
        KEY ix_inbox_id (inbox_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notify_inbox');
  }
}
