import Handlebars from 'handlebars';

/** What may stand between braces: the value of a variable, and parts that depend on whether a value is empty. */
const BLOCKS = new Set(['if', 'unless']);

export type TextProblem =
  | { code: 'TEMPLATE_SYNTAX'; message: string }
  | { code: 'TEMPLATE_EXPRESSION'; message: string };

export interface ReadText {
  /** Variables that the text needs. */
  variables: Set<string>;
  problems: TextProblem[];
}

/**
 * Reads a template text without running it. It may hold `{{name}}`, `{{#if name}}…{{else}}…{{/if}}`, `{{#unless name}}…` and
 * comments. Everything else that Handlebars knows is refused: texts come from merchants, so there is no unescaped value, no
 * path into objects, no helper and no partial.
 */
export function readText(source: string): ReadText {
  const read: ReadText = { variables: new Set(), problems: [] };
  try {
    visitProgram(Handlebars.parse(source), read);
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    read.problems.push({ code: 'TEMPLATE_SYNTAX', message });
  }
  return read;
}

/** @param isHtml values are escaped */
export function compileText(
  source: string,
  isHtml: boolean,
): (variables: Readonly<Record<string, string>>) => string {
  return Handlebars.compile(source, {
    noEscape: !isHtml,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { if: true, unless: true },
  });
}

function visitProgram(program: hbs.AST.Program, read: ReadText): void {
  for (const statement of program.body) visit(statement, read);
}

function visit(statement: hbs.AST.Statement, read: ReadText): void {
  if (statement.type === 'ContentStatement' || statement.type === 'CommentStatement') return;
  if (statement.type === 'MustacheStatement') {
    const { path, params, hash, escaped } = statement as hbs.AST.MustacheStatement;
    if (escaped && params.length === 0 && !hash && needs(path, read)) return;
  }
  if (statement.type === 'BlockStatement') {
    const { path, params, hash, program, inverse } = statement as hbs.AST.BlockStatement;
    const [condition] = params;
    if (BLOCKS.has(String(path.original)) && params.length === 1 && !hash && needs(condition!, read)) {
      visitProgram(program, read);
      if (inverse) visitProgram(inverse, read);
      return;
    }
  }
  const { line, column } = statement.loc.start;
  read.problems.push({
    code: 'TEMPLATE_EXPRESSION',
    message: `line ${line}, column ${column}: only {{name}}, {{#if name}} and {{#unless name}} can be used`,
  });
}

/** Notes the variable that an expression names. @returns false when it is anything else */
function needs(expression: hbs.AST.Expression, read: ReadText): boolean {
  if (expression.type !== 'PathExpression') return false;
  const { parts, depth, data, original } = expression as hbs.AST.PathExpression;
  const [name] = parts;
  if (parts.length !== 1 || depth !== 0 || data || name !== original) return false;
  read.variables.add(String(name));
  return true;
}
