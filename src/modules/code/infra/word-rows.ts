import type { SqlReader, Tx } from '../../../platform/database';

/** The word of a batch. */
export interface StoredWord {
  batchId: string;
  /** As its merchant has written it. */
  word: string;
}

/** The platform's words have an owner as well, since NULLs are never equal. */
const ownerOf = (merchantId: string | null): string => merchantId ?? '0';

/** @throws a duplicate key when the batch has one already, or another batch of this owner has it */
export async function insertWord(
  tx: Tx,
  { batchId, merchantId, folded, word }: StoredWord & { merchantId: string | null; folded: string },
  now: Date,
): Promise<void> {
  await tx.change(
    'INSERT INTO code_word (batch_id, owner_id, folded, word, created_at) VALUES (?, ?, ?, ?, ?)',
    [batchId, ownerOf(merchantId), folded, word, now],
  );
}

/** The batch's word, if it has one. */
export function selectWordOfBatch(reader: SqlReader, batchId: string): Promise<StoredWord | undefined> {
  return reader.row('SELECT batch_id AS batchId, word FROM code_word WHERE batch_id = ?', [batchId]);
}

/** The batch that has a word: the merchant's, or else the platform's. @param merchantId null: the platform's only */
export function selectWord(
  reader: SqlReader,
  folded: string,
  merchantId: string | null,
): Promise<StoredWord | undefined> {
  return reader.row(
    `SELECT batch_id AS batchId, word FROM code_word WHERE folded = ? AND owner_id IN (0, ?)
     ORDER BY owner_id DESC LIMIT 1`,
    [folded, ownerOf(merchantId)],
  );
}

/** @returns false when the batch has none */
export async function deleteWord(tx: Tx, batchId: string): Promise<boolean> {
  const { affectedRows } = await tx.change('DELETE FROM code_word WHERE batch_id = ?', [batchId]);
  return affectedRows === 1;
}
