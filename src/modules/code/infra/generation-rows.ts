import { randomInt } from 'node:crypto';
import { parseJson, type SqlReader, type Tx } from '../../../platform/database';
import { MAX_GENERATION } from '../domain/code-number';
import type { Generation } from '../domain/generation';
import type { SerialRange } from '../domain/serial-ranges';

interface GenerationRow {
  generationId: string;
  batchId: string;
  distributionId: string | null;
  firstSerial: string;
  codeCount: string;
  prefix: string;
  keyId: string;
  revoked: unknown;
  createdAt: Date;
}

const COLUMNS = `generation_id AS generationId, batch_id AS batchId, distribution_id AS distributionId, first_serial AS firstSerial,
  code_count AS codeCount, prefix, key_id AS keyId, revoked, created_at AS createdAt`;

const toGeneration = ({ codeCount, firstSerial, revoked, ...row }: GenerationRow): Generation => ({
  ...row,
  firstSerial: Number(firstSerial),
  count: Number(codeCount),
  revoked: parseJson<SerialRange[]>(revoked),
});

/**
 * Makes codes. Their generation's number is drawn and not counted: after a restore one that was lost with its codes hardly ever comes
 * again.
 * @throws a duplicate key when another generation of the batch begins there, or has drawn the same number
 */
export async function insertGeneration(
  tx: Tx,
  made: Omit<Generation, 'generationId' | 'revoked'>,
): Promise<Generation> {
  const generation = { ...made, generationId: String(randomInt(1, MAX_GENERATION + 1)), revoked: [] };
  await tx.change(
    `INSERT INTO code_generation (generation_id, batch_id, distribution_id, first_serial, code_count, prefix, key_id, revoked, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      generation.generationId,
      generation.batchId,
      generation.distributionId,
      generation.firstSerial,
      generation.count,
      generation.prefix,
      generation.keyId,
      JSON.stringify(generation.revoked),
      generation.createdAt,
    ],
  );
  return generation;
}

/** @returns undefined when there is no such generation */
export async function selectGeneration(
  reader: SqlReader,
  generationId: string,
): Promise<Generation | undefined> {
  const row = await reader.row<GenerationRow>(
    `SELECT ${COLUMNS} FROM code_generation WHERE generation_id = ?`,
    [generationId],
  );
  return row && toGeneration(row);
}

/** All of a batch, by their serials. */
export async function selectGenerations(reader: SqlReader, batchId: string): Promise<Generation[]> {
  const rows = await reader.rows<GenerationRow>(
    `SELECT ${COLUMNS} FROM code_generation WHERE batch_id = ? ORDER BY first_serial`,
    [batchId],
  );
  return rows.map(toGeneration);
}

/** The same, locked until the transaction ends. */
export async function lockGenerations(tx: Tx, batchId: string): Promise<Generation[]> {
  const rows = await tx.rows<GenerationRow>(
    `SELECT ${COLUMNS} FROM code_generation WHERE batch_id = ? ORDER BY first_serial FOR UPDATE`,
    [batchId],
  );
  return rows.map(toGeneration);
}

export async function updateRevoked(
  tx: Tx,
  generationId: string,
  revoked: readonly SerialRange[],
): Promise<void> {
  await tx.change('UPDATE code_generation SET revoked = ? WHERE generation_id = ?', [
    JSON.stringify(revoked),
    generationId,
  ]);
}
