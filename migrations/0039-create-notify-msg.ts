import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyMsg1764000000039 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS t_notify_msg (
      id BIGINT NOT NULL AUTO_INCREMENT,
      coupon_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      notify_day DATE NOT NULL,
      notify_type TINYINT NOT NULL,
      notif_time DATETIME(3) NOT NULL,
      ends_by DATETIME(3) NOT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      attempts INT NOT NULL DEFAULT 0,
      PRIMARY KEY (id),
      UNIQUE KEY uq_notify_user_batch_day (user_id, batch_id, notify_day),
      KEY ix_notify_time (status, notif_time)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
