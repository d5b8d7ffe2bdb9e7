import type { SqlReader, Tx } from '../../../platform/database';
import type { Template, TemplateTexts } from '../domain/template';

interface TemplateRow {
  templateId: string;
  merchantId: string | null;
  name: string;
  transactional: number;
  defaultLocale: string;
  variables: string;
  texts: string;
  createdAt: Date;
}

const COLUMNS = `template_id AS templateId, merchant_id AS merchantId, name, transactional, default_locale AS defaultLocale, variables, texts,
  created_at AS createdAt`;

const toTemplate = (row: TemplateRow): Template => ({
  ...row,
  transactional: row.transactional === 1,
  variables: JSON.parse(row.variables) as string[],
  texts: JSON.parse(row.texts) as TemplateTexts[],
});

export async function insertTemplate(tx: Tx, template: Template): Promise<void> {
  await tx.change(
    `INSERT INTO notify_template (template_id, merchant_id, name, transactional, default_locale, variables, texts, created_at) VALUES (?)`,
    [
      [
        template.templateId,
        template.merchantId,
        template.name,
        template.transactional,
        template.defaultLocale,
        JSON.stringify(template.variables),
        JSON.stringify(template.texts),
        template.createdAt,
      ],
    ],
  );
}

export async function selectTemplate(reader: SqlReader, templateId: string): Promise<Template | undefined> {
  const row = await reader.row<TemplateRow>(`SELECT ${COLUMNS} FROM notify_template WHERE template_id = ?`, [
    BigInt(templateId),
  ]);
  return row && toTemplate(row);
}

/** A merchant's own templates, or with `merchantId` undefined everyone's, by id with their size; newest id first. */
export async function selectTemplateSizes(
  reader: SqlReader,
  { merchantId, before, limit }: { merchantId?: string; before?: string; limit: number },
): Promise<{ templateId: string; bytes: number }[]> {
  const conditions = [
    ...(merchantId === undefined ? [] : ['merchant_id = ?']),
    ...(before === undefined ? [] : ['template_id < ?']),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const values = [merchantId, before].filter((value) => value !== undefined).map(BigInt);
  const rows = await reader.rows<{ templateId: string; bytes: string }>(
    `SELECT template_id AS templateId, LENGTH(texts) AS bytes FROM notify_template ${where} ORDER BY template_id DESC LIMIT ?`,
    [...values, limit],
  );
  return rows.map(({ templateId, bytes }) => ({ templateId, bytes: Number(bytes) }));
}

/** Newest id first. */
export async function selectTemplates(
  reader: SqlReader,
  templateIds: readonly string[],
): Promise<Template[]> {
  if (templateIds.length === 0) return [];
  const rows = await reader.rows<TemplateRow>(
    `SELECT ${COLUMNS} FROM notify_template WHERE template_id IN (?) ORDER BY template_id DESC`,
    [templateIds.map(BigInt)],
  );
  return rows.map(toTemplate);
}
