import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AudienceImportReject1764000000069 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audience_import_reject (
        import_id BIGINT NOT NULL,
        line_no BIGINT NOT NULL,
        errors TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (import_id, line_no)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audience_import_reject');
  }
}
