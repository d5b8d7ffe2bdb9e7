import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** DTOs of answers that have no view to implement, each with the reason. */
const WITHOUT_VIEW: Record<string, string> = {
  MoneyDto: 'the form of money itself; where a view holds money, it is compared with it',
  ProblemDto: 'made by the filter of errors alone, from no view',
  FieldErrorDto: 'made by the filter of errors alone, from no view',
  UnavailableCouponDto: 'its view is one of two shapes, which no class can implement',
  HealthDto: 'made in the controller, whose return type it is',
  ReadinessDto: 'made in the controller, whose return type it is',
  MembersAddedDto: 'one number, put into its object by the controller',
  MembersRemovedDto: 'one number, put into its object by the controller',
};

interface Dto {
  name: string;
  file: string;
  node: ts.ClassDeclaration;
}

interface Source {
  dtos: Map<string, Dto>;
  /** DTOs that a request consists of, and those that an answer does, with what they hold and extend. */
  requests: Set<string>;
  answers: Set<string>;
}

const isDto = (name: string): boolean => name.endsWith('Dto');

/** Names of DTOs that a part of the source mentions. */
function mentioned(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (part: ts.Node): void => {
    if (ts.isIdentifier(part) && isDto(part.text)) names.push(part.text);
    ts.forEachChild(part, visit);
  };
  visit(node);
  return names;
}

const decoratorsOf = (node: ts.Node): readonly ts.Decorator[] =>
  ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];

const decoratorName = ({ expression }: ts.Decorator): string =>
  (ts.isCallExpression(expression) ? expression.expression : expression).getText();

/** Members of problems: errors give them as they are, from no view; tests compare each answer with the document. */
const isOfProblems = (node: ts.ClassDeclaration): boolean =>
  decoratorsOf(node).some((decorator) => decoratorName(decorator) === 'ProblemMembers');

/** Reads the classes of DTOs, and what controllers take and answer. */
function readSource(files: readonly [path: string, text: string][]): Source {
  const dtos = new Map<string, Dto>();
  const taken: string[] = [];
  const answered: string[] = ['ProblemDto'];
  for (const [file, text] of files) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    source.forEachChild((node) => {
      if (!ts.isClassDeclaration(node) || !node.name) return;
      if (isDto(node.name.text)) dtos.set(node.name.text, { name: node.name.text, file, node });
      if (isOfProblems(node)) answered.push(node.name.text);
      if (!file.endsWith('.controller.ts') || isDto(node.name.text)) return;
      for (const decorator of decoratorsOf(node)) answered.push(...mentioned(decorator));
      for (const method of node.members.filter(ts.isMethodDeclaration)) {
        for (const parameter of method.parameters) taken.push(...mentioned(parameter));
        if (method.type) answered.push(...mentioned(method.type));
        for (const decorator of decoratorsOf(method)) {
          if (/^Api\w*Response$/.test(decoratorName(decorator))) answered.push(...mentioned(decorator));
        }
      }
    });
  }
  return { dtos, requests: closureOf(taken, dtos), answers: closureOf(answered, dtos) };
}

/** What DTOs hold and extend belongs to them. What they implement does not, nor the class that mirrors itself. */
function closureOf(roots: readonly string[], dtos: ReadonlyMap<string, Dto>): Set<string> {
  const found = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const dto = dtos.get(name);
    if (!dto || found.has(name)) continue;
    found.add(name);
    const extended = (dto.node.heritageClauses ?? []).filter(
      ({ token }) => token === ts.SyntaxKind.ExtendsKeyword,
    );
    for (const part of [...extended, ...dto.node.members, ...decoratorsOf(dto.node)])
      open.push(...mentioned(part));
  }
  return found;
}

/** Whether a class implements `Mirrors<…, itself>`. */
function mirrorsView({ name, node }: Dto): boolean {
  return (node.heritageClauses ?? []).some(
    ({ token, types }) =>
      token === ts.SyntaxKind.ImplementsKeyword &&
      types.some(
        ({ expression, typeArguments }) =>
          expression.getText() === 'Mirrors' && typeArguments?.[1]?.getText() === name,
      ),
  );
}

function untied({ dtos, answers }: Source): string[] {
  return [...answers]
    .filter((name) => !WITHOUT_VIEW[name] && !isOfProblems(dtos.get(name)!.node))
    .filter((name) => !mirrorsView(dtos.get(name)!))
    .sort();
}

interface Field {
  name: string;
  /** As it is written, without spaces. */
  type: string;
  optional: boolean;
}

function fieldsOf(dto: Dto, { dtos }: Source): Field[] {
  const inherited = (dto.node.heritageClauses ?? [])
    .filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap(mentioned)
    .flatMap((name) => (dtos.has(name) ? fieldsOf(dtos.get(name)!, { dtos } as Source) : []));
  const own = dto.node.members.filter(ts.isPropertyDeclaration).map((property) => ({
    name: property.name.getText(),
    type: (property.type?.getText() ?? '').replaceAll(/\s/g, ''),
    optional: property.questionToken !== undefined,
  }));
  return [...inherited, ...own];
}

/** What other systems call their things by; not ids of ours. */
const FOREIGN_IDS = new Set(['requestId']);
/** Which type and which fields of an answer break the house's rules. */
function misshapen(source: Source): string[] {
  return [...source.answers].flatMap((name) => {
    const dto = source.dtos.get(name)!;
    const fields = fieldsOf(dto, source);
    const wrong: string[] = [];
    const refuse = (field: string, rule: string): void => void wrong.push(`${name}.${field}: ${rule}`);
    const has = (field: string, type: RegExp): boolean =>
      fields.some((one) => one.name === field && type.test(one.type) && !one.optional);
    if (name.endsWith('PageDto')) {
      if (!has('items', /\[\]$/)) refuse('items', 'a page has a list of items');
      if (!has('nextCursor', /^string\|null$/)) refuse('nextCursor', 'a page has its cursor or null');
    }
    const isMoney = has('amountMinor', /^number(\|null)?$/);
    if (isMoney && fields.some(({ name: field }) => field === 'currency') && fields.length !== 2)
      refuse('amountMinor', 'money is {amountMinor, currency} and nothing besides');
    for (const { name: field, type } of fields) {
      if (/Ids$/.test(field) && type !== 'string[]') refuse(field, 'ids are texts');
      else if (/(^id|Id)$/.test(field) && !FOREIGN_IDS.has(field) && !/^string(\|null)?$/.test(type))
        refuse(field, 'an id is a text');
      if (/(At|From|Until)$/.test(field) && !/^string(\|null)?$/.test(type))
        refuse(field, 'a time is a text of RFC 3339');
      if (
        /^(gross|discount|payable|price|amount|total|saves)$/.test(field) &&
        !/MoneyDto(\|null)?$/.test(type)
      )
        refuse(field, 'money is {amountMinor, currency}');
    }
    return wrong;
  });
}

function sourceOfProject(): Source {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(dto|controller)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return readSource(files.map((file) => [relative(ROOT, file), readFileSync(file, 'utf8')]));
}

const planted = (dto: string, answer = 'PlantedDto'): Source =>
  readSource([
    ['src/planted.dto.ts', dto],
    ['src/planted.controller.ts', `class PlantedController { get(): Promise<${answer}> {} }`],
  ]);

describe('the DTOs of answers', () => {
  const source = sourceOfProject();

  test('are all found', () => {
    expect(source.answers.size).toBeGreaterThan(60);
    expect(source.requests.size).toBeGreaterThan(30);
    // The content of a rule is checked by its kind and given back as it came.
    const nobodys = [...source.dtos.values()].filter(
      ({ name, file }) =>
        !/rule-(content|terms)\.dto\.ts$/.test(file) &&
        !source.answers.has(name) &&
        !source.requests.has(name),
    );
    expect(nobodys.map(({ name }) => name)).toEqual([]);
  });

  test('each implement their view', () => {
    expect(untied(source)).toEqual([]);
  });

  test('are listed as without a view only where they are', () => {
    const listed = Object.keys(WITHOUT_VIEW);
    expect(listed.filter((name) => !source.answers.has(name))).toEqual([]);
    expect(listed.filter((name) => mirrorsView(source.dtos.get(name)!))).toEqual([]);
  });

  test('write lists, ids, money and times in one way', () => {
    expect(misshapen(source)).toEqual([]);
  });
});

interface SchemaNode {
  $ref?: string;
  type?: unknown;
  format?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  allOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

/** Fields of a document's schemas that are named as times and don't have the format of one. */
function formless(schemas: Record<string, SchemaNode>): string[] {
  const isTime = (node: SchemaNode): boolean =>
    node.format === 'date-time' ||
    // There is none yet.
    node.type === 'null' ||
    (node.anyOf ?? []).some(({ format }) => format === 'date-time');
  return Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
    Object.entries(properties)
      .filter(([field, node]) => /(At|From|Until)$/.test(field) && !isTime(node))
      .map(([field]) => `${name}.${field}`),
  );
}

describe('times in the document', () => {
  test('have the format date-time', () => {
    const { components } = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as {
      components: { schemas: Record<string, SchemaNode> };
    };
    expect(Object.keys(components.schemas).length).toBeGreaterThan(60);
    expect(formless(components.schemas)).toEqual([]);
  });

  test('are noticed without it', () => {
    const text = { type: 'string' };
    const time = { type: 'string', format: 'date-time' };
    expect(formless({ Planted: { properties: { createdAt: text, paidAt: time, from: text } } })).toEqual([
      'Planted.createdAt',
    ]);
    expect(formless({ Planted: { properties: { endedAt: { anyOf: [time, { type: 'null' }] } } } })).toEqual(
      [],
    );
  });
});

describe('a DTO of an answer is refused', () => {
  test.each([
    ['without a view', 'class PlantedDto { name: string; }'],
    ['that implements another one', 'class PlantedDto implements Mirrors<View, OtherDto> { name: string; }'],
    ['that implements its view alone', 'class PlantedDto implements View { name: string; }'],
  ])('%s', (_, dto) => {
    expect(untied(planted(dto))).toEqual(['PlantedDto']);
  });

  test('deep inside another one', () => {
    const dtos = `class OuterDto implements Mirrors<View, OuterDto> { @ApiProperty({ type: () => PlantedDto }) inner: object; }
      class PlantedDto { name: string; }`;
    expect(untied(planted(dtos, 'OuterDto'))).toEqual(['PlantedDto']);
  });

  test.each([
    ['a page without items', 'class PlantedPageDto { nextCursor: string | null; }', 'PlantedPageDto'],
    ['a page without its cursor', 'class PlantedPageDto { items: XDto[]; }', 'PlantedPageDto'],
    ['an id as a number', 'class PlantedDto { couponId: number; }', 'PlantedDto'],
    ['ids as numbers', 'class PlantedDto { couponIds: number[]; }', 'PlantedDto'],
    ['money as a number', 'class PlantedDto { payable: number; }', 'PlantedDto'],
    [
      'money with more to it',
      'class PlantedDto { amountMinor: number; currency: string; name: string; }',
      'PlantedDto',
    ],
    [
      'a time as a number',
      "class PlantedDto { @ApiProperty({ format: 'date-time' }) createdAt: number; }",
      'PlantedDto',
    ],
  ])('with %s', (_, dto, answer) => {
    expect(misshapen(planted(dto, answer))).toHaveLength(1);
  });

  test('but not one that is right', () => {
    const right = `class PlantedDto implements Mirrors<View, PlantedDto> { couponId: string; price: MoneyDto;
      @ApiProperty({ type: String, format: 'date-time' }) createdAt: string; }`;
    expect(untied(planted(right))).toEqual([]);
    expect(misshapen(planted(right))).toEqual([]);
  });
});
