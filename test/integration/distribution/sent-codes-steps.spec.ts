import type { INestApplicationContext } from '@nestjs/common';
import { type Connection, createConnection } from 'mysql2/promise';
import { AdvanceDistribution } from '../../../src/modules/distribution/application/advance-distribution';
import { IssueChunk } from '../../../src/modules/distribution/application/issue-chunk';
import { ReserveForChunks } from '../../../src/modules/distribution/application/reserve-for-chunks';
import { DistributionProcessor } from '../../../src/modules/distribution/jobs/distribution.processor';
import { startApi, type TestApi } from '../../support/api';
import { publishBatch } from '../../support/batches';
import { distribute, newTaggedUsers, showDistribution } from '../../support/distributions';
import { printedRandom } from '../../support/random';
import { startWorker } from '../../support/servers/worker';
import { merchantToken } from '../../support/tokens';

// The workers' own loops stand still here, so that every step is the test's.
jest.setTimeout(120_000);

const USERS = 2_500;
const message = { title: 'A gift', body: 'Your code: {{code}}' };

let api: TestApi;
let workers: INestApplicationContext[];
let other: Connection;

beforeAll(async () => {
  api = await startApi({ DISTRIBUTION_SCAN_SECONDS: '3600' });
  workers = [await startWorker(), await startWorker()];
  await Promise.all(workers.map((worker) => worker.get(DistributionProcessor).worker.close()));
  other = await createConnection(api.env.DATABASE_URL as string);
});
afterAll(async () => {
  await other.end();
  await Promise.all(workers.map((worker) => worker.close()));
  await api.stop();
});

/** A distribution of codes to users who can be told. */
async function begun(): Promise<{ distributionId: string; batchId: string; tagId: string; ids: string[] }> {
  const { code, ids } = await newTaggedUsers(api.database, USERS);
  await api.database.change('UPDATE audience_user SET last_active_at = ? WHERE user_id BETWEEN ? AND ?', [
    new Date(),
    ids[0]!,
    ids.at(-1)!,
  ]);
  const batchId = await publishBatch(api, { codeMode: 'unique' });
  const distributionId = await distribute(api, {
    batchId,
    selection: { tags: { any: [code] } },
    message,
  });
  const tag = await api.database.row<{ id: string }>('SELECT tag_id AS id FROM tag WHERE code = ?', [code]);
  return { distributionId, batchId, tagId: tag!.id, ids };
}

const chunksOf = (distributionId: string) =>
  api.database.rows<{ no: number; status: number; quota: number }>(
    'SELECT chunk_no AS no, status, quota FROM distribution_chunk WHERE distribution_id = ?',
    [distributionId],
  );
const given = (distributionId: string) =>
  api.database.rows<{ userId: string; serial: string }>(
    `SELECT i.user_id AS userId, i.code_serial AS serial FROM notify_inbox i
     JOIN notify_message m ON m.message_id = i.message_id WHERE m.source_key = ? ORDER BY i.user_id`,
    [`distribution:${distributionId}`],
  );
const move = (distributionId: string, name: string) =>
  api.call('POST', `/v1/distributions/${distributionId}/${name}`, { token: merchantToken() });

test.each([1, 2, 3])(
  'chunks in any order, again, and by two workers at once, while the audience changes: a code each (round %i)',
  async () => {
    const random = printedRandom('chunks of codes');
    const { distributionId, batchId, tagId, ids } = await begun();
    const told = new Map<string, string>();
    for (let step = 0; ; step++) {
      if (step > 200) throw new Error('it never ends');
      await Promise.allSettled(
        workers.map((worker) => worker.get(AdvanceDistribution).execute(distributionId)),
      );
      const chunks = await chunksOf(distributionId);
      // Done ones as well, and each several times.
      const turns = Array.from({ length: 6 }, () => ({
        no: 1 + random.below(Math.max(1, chunks.length)),
        worker: workers[random.below(2)]!,
      }));
      await Promise.allSettled(
        turns.map(({ no, worker }) => worker.get(IssueChunk).execute(distributionId, no)),
      );
      for (const { userId, serial } of await given(distributionId)) {
        // Once somebody has a code, it is theirs.
        expect(told.get(userId) ?? serial).toBe(serial);
        told.set(userId, serial);
      }
      const { status } = await showDistribution(api, distributionId);
      if (status === 'done') break;
      expect(['scheduled', 'running', 'incomplete']).toContain(status);
      if (status === 'incomplete') await move(distributionId, 'retry');
      if (random.below(3) === 0) {
        const leaver = ids[random.below(USERS)]!;
        await api.database.change('DELETE FROM user_tag WHERE tag_id = ? AND user_id = ?', [tagId, leaver]);
      }
      if (random.below(4) === 0) {
        await move(distributionId, 'pause');
        await move(distributionId, 'resume');
      }
      if (step === 1) {
        await api.database.change(
          'UPDATE distribution_chunk SET status = 2 WHERE distribution_id = ? AND status = 0 AND chunk_no = ?',
          [distributionId, chunks.at(-1)?.no ?? 0],
        );
      }
    }
    const rows = await given(distributionId);
    expect(new Set(rows.map(({ userId }) => userId)).size).toBe(rows.length);
    expect(new Set(rows.map(({ serial }) => serial)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(USERS - 50);
    const made = await api.call('GET', `/v1/batches/${batchId}/code-generations`, { token: merchantToken() });
    const inRange = ({ serial }: { serial: string }) =>
      made.body.items.some(
        ({ firstSerial, count }: { firstSerial: number; count: number }) =>
          Number(serial) >= firstSerial && Number(serial) < firstSerial + count,
      );
    expect(rows.filter((row) => !inRange(row))).toEqual([]);
  },
);

test.each(['codes', 'stock'] as const)(
  'a planner that finds another one at work on the same distribution does not take its %s for gone',
  async (what) => {
    const { distributionId, batchId } = await begun();
    await workers[0]!.get(AdvanceDistribution).execute(distributionId);
    await other.query('START TRANSACTION');
    await other.query('SELECT 1 FROM distribution WHERE distribution_id = ? FOR UPDATE', [distributionId]);
    const reserve = workers[0]!.get(ReserveForChunks);
    expect(await reserve[what]({ distributionId, batchId, missing: 10 })).toBe('later');
    await other.query('ROLLBACK');
    expect(await reserve[what]({ distributionId, batchId, missing: 10 })).toBe('some');
  },
);
