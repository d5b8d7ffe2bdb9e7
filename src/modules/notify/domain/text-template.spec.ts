import fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { escapeHtml, MAX_DEPTH, MAX_TAGS, parseText, renderText } from './text-template';

const plain = (value: string) => value;

function render(source: string, values: Record<string, string> = {}): string {
  const { nodes, problems } = parseText(source);
  expect(problems).toEqual([]);
  return renderText(nodes, values, plain);
}

const codesOf = (source: string) => parseText(source).problems.map(({ code }) => code);

test.each([
  ['{{name}}', 'Ada'],
  ['{{ name }}!', 'Ada!'],
  ['{{#if name}}a{{else}}b{{/if}}', 'a'],
  ['{{#if none}}a{{else}}b{{/if}}', 'b'],
  ['{{#unless none}}a{{/unless}}{{#unless name}}b{{/unless}}', 'a'],
  ['{{#if name}}{{#unless none}}{{name}}{{/unless}}{{/if}}', 'Ada'],
  ['a{{! comment }}b{{!-- with }} in it --}}c', 'abc'],
  ['} } { {', '} } { {'],
  ['', ''],
])('%j reads %j', (source, text) => {
  expect(render(source, { name: 'Ada', none: '' })).toBe(text);
});

test('a line of nothing but a tag of a block or a comment is no line of the text', () => {
  expect(render('a\n  {{#if name}}  \nb\n{{else}}\nc\n{{/if}}\n{{! x }}\nd', { name: 'x' })).toBe('a\nb\nd');
  expect(render('a\r\n{{#if name}}\r\nb\r\n{{/if}}', { name: 'x' })).toBe('a\r\nb\r\n');
  expect(render('a {{#if name}}\nb{{/if}} c', { name: 'x' })).toBe('a \nb c');
  expect(render('{{name}}\n', { name: 'x' })).toBe('x\n');
});

test.each([
  ['{{name', 'TEMPLATE_SYNTAX'],
  ['{{!-- never ends }}', 'TEMPLATE_SYNTAX'],
  ['{{#if name}}x', 'TEMPLATE_SYNTAX'],
  ['x{{/if}}', 'TEMPLATE_SYNTAX'],
  ['{{else}}', 'TEMPLATE_SYNTAX'],
  ['{{#if name}}a{{else}}b{{else}}c{{/if}}', 'TEMPLATE_SYNTAX'],
  ['{{#if name}}a{{/unless}}', 'TEMPLATE_SYNTAX'],
  ['{{^if name}}x{{/if}}', 'TEMPLATE_EXPRESSION'],
  ['{{#if name as |a|}}x{{/if}}', 'TEMPLATE_EXPRESSION'],
  ['{{else if name}}', 'TEMPLATE_EXPRESSION'],
  ['{{~name~}}', 'TEMPLATE_EXPRESSION'],
  ['{{{name}}}', 'TEMPLATE_EXPRESSION'],
  ['{{name.length}}', 'TEMPLATE_EXPRESSION'],
  ['{{this}}', 'TEMPLATE_EXPRESSION'],
  ['{{#each name}}x{{/each}}', 'TEMPLATE_EXPRESSION'],
  ['{{> name}}', 'TEMPLATE_EXPRESSION'],
  ['{{name "x"}}', 'TEMPLATE_EXPRESSION'],
  ['{{}}', 'TEMPLATE_EXPRESSION'],
])('%j is refused as %s', (source, code) => {
  expect(codesOf(source)[0]).toBe(code);
});

test('says where it stands', () => {
  expect(parseText('a\n b{{!x}}{{#each b}}').problems[0]!.message).toMatch(/^line 2, column 9: /);
});

test('the names that other engines have helpers for are variables like any other, and render', () => {
  for (const name of ['helperMissing', 'blockHelperMissing', 'constructor', 'toString']) {
    expect(render(`{{${name}}}{{#if ${name}}}x{{/if}}`, { [name]: 'y' })).toBe('yx');
    expect(render(`{{${name}}}{{#if ${name}}}x{{/if}}`)).toBe('');
  }
});

test('depth and number of expressions have limits', () => {
  const nested = (depth: number) => '{{#if a}}'.repeat(depth) + '{{/if}}'.repeat(depth);
  expect(codesOf(nested(MAX_DEPTH))).toEqual([]);
  expect(codesOf(nested(MAX_DEPTH + 1))).toEqual(['TEMPLATE_TOO_COMPLEX']);
  expect(codesOf('{{a}}'.repeat(MAX_TAGS))).toEqual([]);
  expect(codesOf('{{a}}'.repeat(MAX_TAGS + 1))).toEqual(['TEMPLATE_TOO_COMPLEX']);
});

/** Texts that look like templates: mostly wrong ones, and enough right ones. */
const sources = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          '{{a}}',
          '{{b}}',
          '{{#if a}}',
          '{{/if}}',
          '{{else}}',
          '{{#unless b}}',
          '{{/unless}}',
        ),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '{{',
          '}}',
          '{{!',
          '{{!--',
          '--}}',
          '{{{',
          '{{#',
          '{{/',
          '{{^if a}}',
          '\n',
          ' ',
          '\r\n',
        ),
      },
      { weight: 1, arbitrary: fc.string() },
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

test('whatever is accepted renders with all values, and is the text itself where there is no tag', () => {
  let accepted = 0;
  checkProperty(fc.tuple(sources, fc.string(), fc.string()), ([source, a, b]) => {
    const { nodes, problems, variables } = parseText(source);
    if (problems.length > 0) return;
    accepted++;
    const text = renderText(nodes, { a, b }, escapeHtml);
    expect(typeof text).toBe('string');
    if (variables.size === 0 && !source.includes('{{')) expect(text).toBe(source);
  });
  expect(accepted).toBeGreaterThan(0);
});

test('a block says one of its two parts, by its value', () => {
  const words = fc.stringMatching(/^[a-z]{0,5}$/);
  checkProperty(fc.tuple(words, words, words), ([value, then, otherwise]) => {
    const text = render(`{{#if v}}${then}{{else}}${otherwise}{{/if}}`, { v: value });
    expect(text).toBe(value === '' ? otherwise : then);
  });
});

test('values are escaped for HTML', () => {
  expect(escapeHtml(`&<>"'\`=x`)).toBe('&amp;&lt;&gt;&quot;&#x27;&#x60;&#x3D;x');
});

describe('reading takes time in proportion to the length of the text:', () => {
  const SIZE = 100_000;
  const fill = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
  const worst: Record<string, string> = {
    'nested blocks': fill('{{#if a}}') + '{{/if}}'.repeat(6_000),
    'chained else': `{{#if a}}${fill('{{else if a}}')}`,
    'open braces': fill('{{'),
    'closed braces': fill('}}'),
    'comments that never end': fill('{{!--'),
    'blank lines': `{{!x}}${fill(' ')}`,
    'blanks between tags': fill(`{{!x}}${' '.repeat(100)}`),
    'many wrong expressions': fill('\n{{#each a}}'),
    'many values': fill('{{a}}'),
  };

  test.each(Object.entries(worst))('%s', (_name, source) => {
    // Warm, and the best of several: a busy machine must not decide, a quadratic reader would need seconds.
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      parseText(source);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
