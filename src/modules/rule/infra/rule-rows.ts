import { parseJson, type SqlReader, type Tx } from '../../../platform/database';
import type { RuleType } from '../../pricing';

/** What a caller says of a rule. `ruleContent` has been validated against `type`. */
export interface RuleTerms {
  name: string;
  type: RuleType;
  currency: string;
  ruleContent: object;
}

/** One version of a rule, as stored. */
export interface StoredRule extends RuleTerms {
  ruleId: string;
  familyId: string;
  version: number;
  /** null: a rule of the platform. */
  merchantId: string | null;
  frozenAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const SELECT = `
  SELECT rule_id AS ruleId, family_id AS familyId, version, merchant_id AS merchantId, name, type, currency,
         rule_content AS ruleContent, frozen_at AS frozenAt, created_at AS createdAt, updated_at AS updatedAt
  FROM rule`;

function toRule(row: StoredRule): StoredRule {
  return { ...row, ruleContent: parseJson(row.ruleContent) };
}

export async function selectRule(reader: SqlReader, ruleId: string): Promise<StoredRule | undefined> {
  const row = await reader.row<StoredRule>(`${SELECT} WHERE rule_id = ?`, [ruleId]);
  return row && toRule(row);
}

/** Joins the rule `r` that a column of another table names. */
export const joinRule = (column: string): string => `JOIN rule r ON r.rule_id = ${column}`;

/** A query for columns of one rule, by its id, that another statement is built around. */
export const ruleQuery = (columns: string): string => `SELECT ${columns} FROM rule WHERE rule_id = ?`;

/** @returns the merchant's id, null for the platform, undefined when there is no such rule */
export async function ruleOwner(reader: SqlReader, ruleId: string): Promise<string | null | undefined> {
  const row = await reader.row<{ merchantId: string | null }>(
    'SELECT merchant_id AS merchantId FROM rule WHERE rule_id = ?',
    [ruleId],
  );
  return row?.merchantId;
}

export interface RulesWanted {
  /** undefined: of every merchant and the platform. */
  merchantId?: string;
  /** Only rules with a smaller id. */
  before?: string;
  limit: number;
}

/** Newest id first. */
export async function selectRules(reader: SqlReader, wanted: RulesWanted): Promise<StoredRule[]> {
  const conditions = ['1 = 1'];
  const values: string[] = [];
  if (wanted.merchantId !== undefined) {
    conditions.push('merchant_id = ?');
    values.push(wanted.merchantId);
  }
  if (wanted.before !== undefined) {
    conditions.push('rule_id < ?');
    values.push(wanted.before);
  }
  const rows = await reader.rows<StoredRule>(
    `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY rule_id DESC LIMIT ?`,
    [...values, wanted.limit],
  );
  return rows.map(toRule);
}

export async function insertRule(tx: Tx, rule: StoredRule): Promise<void> {
  await tx.change(
    `INSERT INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at,
                       created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      rule.ruleId,
      rule.familyId,
      rule.version,
      rule.merchantId,
      rule.name,
      rule.type,
      rule.currency,
      JSON.stringify(rule.ruleContent),
      rule.frozenAt,
      rule.createdAt,
      rule.updatedAt,
    ],
  );
}

/** @returns false when a published batch uses the rule: then nothing was changed */
export async function updateUnfrozenRule(
  tx: Tx,
  ruleId: string,
  terms: RuleTerms,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE rule SET name = ?, type = ?, currency = ?, rule_content = ?, updated_at = ?
     WHERE rule_id = ? AND frozen_at IS NULL`,
    [terms.name, terms.type, terms.currency, JSON.stringify(terms.ruleContent), now, ruleId],
  );
  return affectedRows === 1;
}

/** From the end of this transaction on the row never changes; that it is frozen already is just as good. */
export async function updateFrozenAt(tx: Tx, ruleId: string, now: Date): Promise<void> {
  await tx.change('UPDATE rule SET frozen_at = ? WHERE rule_id = ? AND frozen_at IS NULL', [now, ruleId]);
}

/**
 * The next free version number of a family. The lock on its first version lets one creator at a time look; the unique
 * key (family_id, version) is the guard behind it.
 */
export async function nextVersion(tx: Tx, familyId: string): Promise<number> {
  await tx.row('SELECT rule_id FROM rule WHERE rule_id = ? FOR UPDATE', [familyId]);
  const row = await tx.row<{ latest: number }>(
    'SELECT MAX(version) AS latest FROM rule WHERE family_id = ?',
    [familyId],
  );
  return Number(row?.latest ?? 0) + 1;
}
