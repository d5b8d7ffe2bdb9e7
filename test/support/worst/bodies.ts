import { type DocumentedOperation, type Node, resolve } from '../operations';

/** What a JSON body may be at most; see `src/platform/http/create-api.ts` and `bodies/body-size.ts`. */
const MAX_BYTES = 1024 * 1024;
const MAX_VALUES = 29_000;
const MAX_CONTAINERS = 2_400;
/** Where a schema sets no limit. */
const MANY = 1_000_000;

/** A body with what is hard about it. */
export type WorstBody = readonly [what: string, body: string];

function fill(start: string, piece: (at: number) => string, end: string, values = MAX_VALUES): string {
  const pieces: string[] = [];
  for (let at = 0, length = start.length + end.length; at < values; at++) {
    const next = piece(at);
    length += next.length + 1;
    if (length > MAX_BYTES) break;
    pieces.push(next);
  }
  return start + pieces.join(',') + end;
}

/** What is hard to check whatever the fields are. */
const ANYWHERE: WorstBody[] = [
  ['unknown fields', fill('{', (at) => `"f${at}":0`, '}')],
  ['unknown fields with long names', fill('{', (at) => `"${at}${'~/'.repeat(15)}":0`, '}')],
  ['objects', fill('{"a":[', () => '{}', ']}', MAX_CONTAINERS)],
  ['lists in lists', `{"a":${'['.repeat(30)}${fill('', () => '[]', '', MAX_CONTAINERS)}${']'.repeat(30)}}`],
  ['brackets', `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
  ['escapes', `{"a":"${'\\u0000'.repeat(170_000)}"}`],
];

const TEXTS = ['a.', 'a@', '-1', ' ', '{{', '\\u0000'];
const ITEMS: [item: string, most: number][] = [
  ['{}', MAX_CONTAINERS],
  ['[]', MAX_CONTAINERS],
  ['"1"', MAX_VALUES],
  ['null', MAX_VALUES],
];

/**
 * The worst bodies that the document lets one think of: what is hard anywhere, each field as a text and a list of the largest size,
 * and the largest body that is right, once as it is and once with every value wrong.
 */
export function worstBodies({ body }: DocumentedOperation): WorstBody[] {
  const properties = [...propertiesOf(body?.schema)];
  const share = Math.floor(MAX_BYTES / Math.max(1, properties.length)) - 100;
  const each = (what: string, value: (name: string) => string): WorstBody => [
    what,
    `{${properties.map(([name]) => `"${name}":${value(name)}`).join(',')}}`,
  ];
  const lists = properties.filter(([, schema]) => resolve(schema)?.type === 'array');
  return [
    ...ANYWHERE,
    ...TEXTS.map((text) => each(`"${text}…"`, () => `"${text.repeat(Math.floor(share / text.length))}"`)),
    ...ITEMS.flatMap(([item, most]): WorstBody[] => [
      each(`${item} …`, () => fill('[', () => item, ']', Math.floor(most / properties.length))),
      ...lists.map(
        ([name]): WorstBody => [`${name}: ${item} …`, fill(`{"${name}":[`, () => item, ']}', most)],
      ),
    ]),
    ...[0, 1, 2].flatMap((alternative): WorstBody[] => [
      [`largest, ${alternative}`, asText(largest(body?.schema, { alternative }))],
      [`largest, ${alternative}, all wrong`, asText(spoilt(largest(body?.schema, { alternative })))],
    ]),
  ];
}

/** As JSON of a size that is accepted: too long lists are cut. */
export function asText(value: unknown): string {
  for (let most = 10_000; ; most = Math.floor(most * 0.8)) {
    let [values, containers] = [0, 0];
    const text = JSON.stringify(value, (_key, part) => {
      values++;
      if (typeof part === 'object' && part !== null) containers++;
      return Array.isArray(part) ? part.slice(0, most) : part;
    });
    if (text.length < MAX_BYTES && values < MAX_VALUES && containers < MAX_CONTAINERS) return text;
  }
}

interface Choice {
  /** Which of several schemas, where any would do. */
  alternative: number;
}

let counter = 0;

/** The largest value that a schema allows: every property, the longest lists and texts. */
export function largest(schema: Node, choice: Choice): unknown {
  const node = resolve(schema) ?? {};
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[choice.alternative % node.enum.length];
  const type = Array.isArray(node.type) ? node.type[0] : node.type;
  const parts: Node[] = node.oneOf ?? node.anyOf ?? [];
  if (type === 'object' || (node.properties && !type)) {
    const values = Array.from(propertiesOf(node, choice), ([name, one]) => [name, largest(one, choice)]);
    return Object.fromEntries(values);
  }
  if (node.allOf) return largest(node.allOf[0], choice);
  if (parts.length > 0) {
    const real = parts.filter((part) => part.type !== 'null');
    return largest(real[choice.alternative % real.length], choice);
  }
  if (type === 'array') {
    const length = Math.min(node.maxItems ?? MAX_CONTAINERS, MAX_VALUES);
    return Array.from({ length }, () => largest(node.items, choice));
  }
  if (type === 'integer' || type === 'number') return node.maximum ?? node.example ?? 1;
  if (type === 'boolean') return true;
  return largestText(node);
}

function largestText({ format, pattern, example, maxLength = MANY }: Node): string {
  const id = String(++counter);
  if (format === 'date-time') return '2026-12-01T09:00:00.000Z';
  if (pattern?.startsWith('^[1-9]')) return `9${id.padStart(14, '0')}`;
  if (pattern && pattern !== '\\S') {
    const [, least, most] = /\{(?:(\d+),)?(\d+)\}\$$/.exec(pattern) ?? [];
    return pattern.includes('a-z') && most && !least ? String(example) : `${example ?? 'a'}`;
  }
  if (maxLength === MANY) return String(example ?? `text ${id}`);
  return id + 'ü'.repeat(Math.max(0, Math.min(maxLength, 20_000) - id.length));
}

/** Every value that is not a list or an object in another type than it has. */
function spoilt(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spoilt);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoilt(one)]));
  }
  return typeof value === 'string' ? 0 : 'x';
}

function propertiesOf(schema: Node, choice: Choice = { alternative: 0 }): Map<string, Node> {
  const node = resolve(schema) ?? {};
  const alternatives: Node[] = node.oneOf ?? [];
  const chosen = alternatives.length > 0 ? [alternatives[choice.alternative % alternatives.length]] : [];
  return new Map([
    ...Object.entries(node.properties ?? {}),
    ...[...(node.allOf ?? []), ...chosen].flatMap((part: Node) => [...propertiesOf(part, choice)]),
  ]);
}
