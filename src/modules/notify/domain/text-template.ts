/**
 * The language of message texts: `{{name}}`, `{{#if name}}…{{else}}…{{/if}}`, `{{#unless name}}…{{else}}…{{/unless}}` and comments
 * `{{! … }}` or `{{!-- … --}}`, a subset of Handlebars' syntax. Texts come from merchants, so there is nothing else: no unescaped
 * value, no path into objects, no helper, no partial, no loop. A text that can be read can be rendered with any values.
 *
 * Reading passes over the text once, from left to right, and takes time that grows with its length alone; rendering likewise.
 */

/** Blocks within blocks. A mail that needs more is not a mail. */
export const MAX_DEPTH = 10;
/** Gaps, blocks and comments of one text. */
export const MAX_TAGS = 1_000;
/** So many are named; each says where it stands, which takes a look at the text before it. */
const MAX_PROBLEMS = 10;

export type TextNode =
  | string
  | { readonly name: string }
  | {
      readonly when: string;
      /** Whether the first part is for a value that is not empty. */
      readonly filled: boolean;
      readonly body: readonly TextNode[];
      readonly otherwise: readonly TextNode[];
    };

export type TextProblemCode = 'TEMPLATE_SYNTAX' | 'TEMPLATE_EXPRESSION' | 'TEMPLATE_TOO_COMPLEX';

export interface TextProblem {
  readonly code: TextProblemCode;
  readonly message: string;
}

export interface ParsedText {
  readonly nodes: readonly TextNode[];
  /** Variables that the text needs. */
  readonly variables: ReadonlySet<string>;
  /** Where there are any, `nodes` is not to be rendered. */
  readonly problems: readonly TextProblem[];
}

export type TextValues = Readonly<Record<string, string>>;

const NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
/** What every template language has a meaning for: nobody should have to wonder which one is meant. */
const RESERVED = new Set([
  'if',
  'unless',
  'each',
  'with',
  'lookup',
  'log',
  'else',
  'this',
  'true',
  'false',
  'null',
  'undefined',
]);

/** A block that is open while a text is read. */
interface OpenBlock {
  readonly word: 'if' | 'unless';
  readonly when: string;
  readonly at: number;
  readonly body: TextNode[];
  otherwise: TextNode[] | undefined;
}

/** What stands between two braces, and where the text goes on. */
interface Tag {
  readonly at: number;
  readonly end: number;
  readonly content: string;
  readonly comment: boolean;
}

/** Reads a text without rendering it. Never throws. */
export function parseText(source: string): ParsedText {
  const root: TextNode[] = [];
  const open: OpenBlock[] = [];
  const variables = new Set<string>();
  const problems: TextProblem[] = [];
  const refuse = (code: TextProblemCode, at: number, reason: string) =>
    problems.push({ code, message: `${placeOf(source, at)}: ${reason}` });
  const target = (): TextNode[] => {
    const block = open.at(-1);
    return block ? (block.otherwise ?? block.body) : root;
  };
  const add = (from: number, until: number) => {
    if (until > from) target().push(source.slice(from, until));
  };

  let from = 0;
  for (let tags = 0; ; tags++) {
    const at = source.indexOf('{{', from);
    if (at < 0) break;
    if (tags === MAX_TAGS) {
      refuse('TEMPLATE_TOO_COMPLEX', at, `a text has at most ${MAX_TAGS} expressions`);
      break;
    }
    const tag = readTag(source, at);
    if (!tag) {
      refuse('TEMPLATE_SYNTAX', at, 'an expression has no end');
      break;
    }
    const standsAlone = tag.comment || /^[#/]|^else$/.test(tag.content);
    const line = standsAlone ? wholeLine(source, from, tag) : undefined;
    add(from, line?.start ?? tag.at);
    from = line?.end ?? tag.end;
    if (tag.comment) continue;
    const problem = place(tag, open, target, variables);
    if (problem) {
      refuse(problem.code, tag.at, problem.message);
      // After any other problem what follows would be read against blocks that were not meant.
      if (problem.code !== 'TEMPLATE_EXPRESSION' || problems.length === MAX_PROBLEMS) break;
    }
  }
  if (problems.length === 0) {
    add(from, source.length);
    const unclosed = open.at(-1);
    if (unclosed) refuse('TEMPLATE_SYNTAX', unclosed.at, `{{#${unclosed.word}}} is not closed`);
  }
  return { nodes: root, variables, problems };
}

/** @param values one for each of the text's variables; one that is missing counts as empty */
export function renderText(
  nodes: readonly TextNode[],
  values: TextValues,
  escapeValue: (value: string) => string,
): string {
  let text = '';
  for (const node of nodes) {
    if (typeof node === 'string') text += node;
    else if ('name' in node) text += escapeValue(valueFor(values, node.name));
    else {
      const isFilled = valueFor(values, node.when) !== '';
      text += renderText(isFilled === node.filled ? node.body : node.otherwise, values, escapeValue);
    }
  }
  return text;
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
};

/** Safe in HTML text and in attributes, quoted or not. */
export const escapeHtml = (value: string): string =>
  value.replace(/[&<>"'`=]/g, (character) => HTML[character]!);

function readTag(source: string, at: number): Tag | undefined {
  if (source.startsWith('{{!--', at)) {
    const close = source.indexOf('--}}', at + 5);
    return close < 0 ? undefined : { at, end: close + 4, content: '', comment: true };
  }
  const close = source.indexOf('}}', at + 2);
  if (close < 0) return undefined;
  const content = source.slice(at + 2, close).trim();
  return { at, end: close + 2, content, comment: content.startsWith('!') };
}

/** Puts a tag into the tree. @returns what is wrong with it */
function place(
  { content, at }: Tag,
  open: OpenBlock[],
  target: () => TextNode[],
  variables: Set<string>,
): TextProblem | undefined {
  const block = open.at(-1);
  if (content === 'else') {
    if (!block) return syntax('{{else}} stands outside of a block');
    if (block.otherwise) return syntax('a block has two {{else}}');
    block.otherwise = [];
    return undefined;
  }
  const closing = /^\/\s*(if|unless)$/.exec(content);
  if (closing) {
    if (block?.word !== closing[1]) return syntax(`{{/${closing[1]}}} closes nothing`);
    open.pop();
    const { when, word, body, otherwise = [] } = block!;
    target().push({ when, filled: word === 'if', body, otherwise });
    return undefined;
  }
  const opening = /^#\s*(if|unless)\s+(\S+)$/.exec(content);
  const name = opening ? opening[2]! : content;
  if (!NAME.test(name) || RESERVED.has(name)) {
    const message = 'only {{name}}, {{#if name}}, {{#unless name}} and {{else}} can be used';
    return { code: 'TEMPLATE_EXPRESSION', message };
  }
  if (opening && open.length === MAX_DEPTH) {
    return { code: 'TEMPLATE_TOO_COMPLEX', message: `blocks stand in each other at most ${MAX_DEPTH} deep` };
  }
  variables.add(name);
  if (opening)
    open.push({ word: opening[1] as 'if' | 'unless', when: name, at, body: [], otherwise: undefined });
  else target().push({ name });
  return undefined;
}

const syntax = (message: string): TextProblem => ({ code: 'TEMPLATE_SYNTAX', message });

/** A line on which nothing but a block's tag or a comment stands is no line of the text. */
function wholeLine(
  source: string,
  from: number,
  { at, end }: Tag,
): { start: number; end: number } | undefined {
  let start = at;
  while (start > from && isBlank(source[start - 1])) start--;
  if (start > 0 && source[start - 1] !== '\n') return undefined;
  let next = end;
  while (next < source.length && isBlank(source[next])) next++;
  if (next === source.length) return { start, end: next };
  if (source[next] === '\r' && source[next + 1] === '\n') return { start, end: next + 2 };
  return source[next] === '\n' ? { start, end: next + 1 } : undefined;
}

const isBlank = (character: string | undefined) => character === ' ' || character === '\t';

/** Counted only for a problem, of which there are few. */
function placeOf(source: string, at: number): string {
  const before = source.slice(0, at);
  const line = before.split('\n').length;
  return `line ${line}, column ${at - before.lastIndexOf('\n')}`;
}

const valueFor = (values: TextValues, name: string): string =>
  Object.hasOwn(values, name) ? values[name]! : '';
