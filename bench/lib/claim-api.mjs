// The real API with two more endpoints to be compared with: an authenticated one that does nothing, and getting a coupon in
// one transaction per claim, as one would write it first.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { Module, Post, Controller, HttpCode, Param, Req } = require('@nestjs/common');
const { ApiModule } = require('../../dist/src/app.module');
const { Auth } = require('../../dist/src/platform/auth/guard');
const { Database, IdGenerator } = require('../../dist/src/platform/database');
const { createApi } = require('../../dist/src/platform/http');
const { enqueue } = require('../../dist/src/platform/outbox');
const { runProcess } = require('../../dist/src/platform/process');
const { COUPON_IDS, COUPON_ISSUED } = require('../../dist/src/modules/coupon');
const { planReminders, reminderTimes } = require('../../dist/src/modules/notify');

const DAYS_MS = 30 * 86_400_000;

class BenchController {
  constructor(database, ids) {
    this.database = database;
    this.ids = ids;
  }

  empty() {}

  async plain(batchId, request) {
    const now = new Date();
    const validUntil = new Date(now.getTime() + DAYS_MS);
    const userId = request.principal.id;
    const couponId = await this.ids.next(COUPON_IDS);
    const times = reminderTimes({ now, validFrom: now, validUntil }, [3, 1], 'UTC');
    const coupon = { couponId, userId, batchId, times };
    await this.database.transaction(async (tx) => {
      await tx.change(
        `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
         VALUES (?, ?, ?, 1, 0, 0, ?, ?, ?)`,
        [couponId, userId, batchId, now, validUntil, now],
      );
      await planReminders(tx, [coupon]);
      await enqueue(tx, COUPON_ISSUED, { batchId, count: 1, source: 0 }, now);
      const { affectedRows } = await tx.change(
        `UPDATE coupon_batch SET total_count = total_count - 1, assign_count = assign_count + 1
         WHERE batch_id = ? AND status = 1 AND total_count > 0`,
        [batchId],
      );
      if (affectedRows !== 1) throw new Error('sold out');
    });
    return {
      couponId,
      batchId,
      userId,
      claimNo: 1,
      status: 'available',
      validFrom: now,
      validUntil,
      createdAt: now,
    };
  }
}

function decorate(method, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(BenchController.prototype, method);
  for (const decorator of decorators) decorator(BenchController.prototype, method, descriptor);
}
decorate('empty', Post('empty'), HttpCode(204), Auth('user'));
decorate('plain', Post('plain/:batchId'), HttpCode(201), Auth('user'));
Param('batchId')(BenchController.prototype, 'plain', 0);
Req()(BenchController.prototype, 'plain', 1);
Reflect.defineMetadata('design:paramtypes', [Database, IdGenerator], BenchController);
Controller('bench')(BenchController);

class BenchModule {}
Module({ imports: [ApiModule], controllers: [BenchController] })(BenchModule);

runProcess({ name: 'api', create: () => createApi(BenchModule), portOf: ({ PORT }) => PORT, drains: false });
