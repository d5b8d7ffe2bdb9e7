import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotifyMessageText1764000000088 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notify_message_text (
        message_id BIGINT NOT NULL,
        locale VARCHAR(35) NOT NULL,
        title VARCHAR(200) NOT NULL,
        body TEXT NOT NULL,
        email_subject VARCHAR(200) NULL,
        email_text MEDIUMTEXT NULL,
        email_html MEDIUMTEXT NULL,
        sms_text TEXT NULL,
        PRIMARY KEY (message_id, locale)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notify_message_text');
  }
}
