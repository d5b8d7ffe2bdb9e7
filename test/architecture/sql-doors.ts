import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** Modules that may read whatever they report on. */
const READS_ALL = 'src/modules/report';

/** Words of SQL, and placeholders beside an operator, that no text for people has. */
const SQL = new RegExp(
  [
    String.raw`\b(?:SELECT|WHERE|JOIN|UNION|LIMIT|ORDER BY|GROUP BY|FORCE INDEX|FOR UPDATE|INSERT INTO|INSERT IGNORE INTO)\b`,
    String.raw`\b(?:REPLACE INTO|DELETE FROM|UPDATE \S+ SET|VALUES \?|VALUES ?\()`,
    String.raw`(?:=|<|>) \?|IN \(\?\)`,
    // In small letters only what is a statement beyond doubt.
    String.raw`^\s*\(?select\s[^.]*\sfrom\s[^.]*(?:\swhere\s|$)|^\s*(?:insert into|delete from|replace into)\s|^\s*update \S+ set\s.*=`,
  ].join('|'),
);
/** What stands before the name of a table. */
const BEFORE = String.raw`(?:\b(?:from|join|into|ignore|update|table)\s+|,\s*)`;

interface Literal {
  text: string;
  line: number;
}

/**
 * The owner of each table, as its entity class says: a module's folder, or `src/platform`.
 * @throws when two say the same
 */
export function tablesOf(root: string): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { path, source } of sourcesIn(root)) {
    for (const [, table] of source.matchAll(/^@Entity\('(\w+)'/gm)) {
      if (owners.has(table!)) throw new Error(`two entities of table ${table}`);
      owners.set(table!, placeOf(path).owner);
    }
  }
  return owners;
}

/**
 * What a tree's `src` does against the rules of statements, as `rule: file:line …`: SQL stands only in the modules' `infra/`
 * and in the platform, and a table is named only by its owner. Looks at strings and templates, not at comments.
 */
export function sqlViolationsIn(root: string): string[] {
  const owners = tablesOf(root);
  const tables = [...owners].map(([table, owner]) => ({ table, owner, naming: namingOf(table) }));
  const violations: string[] = [];
  for (const { path, source } of sourcesIn(root)) {
    const { owner: place, mayHoldSql } = placeOf(path);
    for (const { text, line } of literalsOf(path, source)) {
      const isSql = SQL.test(text);
      if (isSql && !mayHoldSql) violations.push(`sql-only-in-infra: ${path}:${line}`);
      if (!mayHoldSql) continue;
      for (const { table, owner, naming } of tables) {
        if (owner === place || !naming.test(text)) continue;
        // A part without a word of SQL is still one if it begins with a table and its alias.
        if (!isSql && !new RegExp(`^\\s*${table}\\s+\\w{1,2}\\s*$`).test(text)) continue;
        if (place === READS_ALL && !writes(text)) continue;
        violations.push(
          `tables-only-in-their-owners-infra: ${path}:${line + lineOf(text, naming)} names ${table} of ${owner}`,
        );
      }
    }
  }
  return violations;
}

/** Finds a table by its name where a statement has tables, or before the dot of a column. */
function namingOf(table: string): RegExp {
  return new RegExp(
    `(?:${BEFORE}|^\\s*)\`?${table}\`?(?=\\s+(?!as\\b)\\w|\\s*(?:$|[();,]))|(?<![\\w.])${table}\\.\\w`,
    'i',
  );
}

function writes(text: string): boolean {
  return /\b(?:insert|replace|delete|update|truncate|alter)\b(?!\s*$)/i.test(text);
}

/** How many lines into the text it is named. */
function lineOf(text: string, naming: RegExp): number {
  const [match] = naming.exec(text) ?? [''];
  const end = text.search(naming) + match.length;
  return text.slice(0, end).split('\n').length - 1;
}

/** Whose file it is, and whether it may hold SQL. */
function placeOf(path: string): { owner: string; mayHoldSql: boolean } {
  const [, owner, folder] = /^(src\/(?:modules\/[^/]+|[^/]+))\/(?:([^/]+)\/)?/.exec(path) ?? ['', 'src', ''];
  return {
    owner: owner!,
    mayHoldSql: owner === 'src/platform' || (path.startsWith('src/modules/') && folder === 'infra'),
  };
}

/** The strings and templates of a file; a template's expressions are an ellipsis. */
function literalsOf(path: string, source: string): Literal[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const literals: Literal[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && !ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent)) {
      literals.push({ text, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return literals;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/** Every source file but specs, with its path from the root. */
function sourcesIn(root: string): { path: string; source: string }[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), source: readFileSync(file, 'utf8') }));
}
