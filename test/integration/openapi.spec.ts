import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { RATE_CLASSES, rateClassOf } from '../../src/platform/limits';
import { ERROR_CODES } from '../../src/shared/errors';
import { startApi, type TestApi } from '../support/api';

interface Operation {
  operationId: string;
  summary?: string;
  tags: string[];
  'x-roles': string[];
  'x-rate-class': string;
  responses: Record<string, { $ref?: string }>;
}

const DOCUMENT = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8'));
const OPERATIONS = Object.values(DOCUMENT.paths).flatMap((item) =>
  Object.values(item as object),
) as Operation[];

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

test('every route that is served declares its rate class', () => {
  const reflector = new Reflector();
  const undeclared: string[] = [];
  let routes = 0;
  for (const module of api.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as CallableFunction & { prototype: object };
      if (controller.name === 'MetricsController') continue;
      for (
        let owner = controller.prototype;
        owner !== Object.prototype;
        owner = Object.getPrototypeOf(owner)
      ) {
        for (const name of Object.getOwnPropertyNames(owner)) {
          const handler = Object.getOwnPropertyDescriptor(owner, name)?.value;
          if (typeof handler !== 'function' || !Reflect.hasMetadata('method', handler)) continue;
          routes += 1;
          if (!rateClassOf(reflector, handler, controller)) undeclared.push(`${controller.name}.${name}`);
        }
      }
    }
  }
  expect(routes).toBeGreaterThanOrEqual(OPERATIONS.length);
  expect(undeclared).toEqual([]);
});

test('every operation has a summary, a known rate class and tag, and names its problems', () => {
  const tags = DOCUMENT.tags.map(({ name }: { name: string }) => name);
  for (const operation of OPERATIONS) {
    expect(operation.summary).toBeTruthy();
    expect(RATE_CLASSES).toContain(operation['x-rate-class']);
    expect(tags).toEqual(expect.arrayContaining(operation.tags));
    const problems = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
    expect(problems).toContain('500');
    if (operation['x-roles'].length > 0) expect(problems).toEqual(expect.arrayContaining(['401', '403']));
  }
});

test('every problem code of an operation has an example with its own status', () => {
  for (const [code, { value }] of Object.entries(DOCUMENT.components.examples) as [
    keyof typeof ERROR_CODES,
    { value: object },
  ][]) {
    expect(value).toMatchObject({ code, status: ERROR_CODES[code].status, title: ERROR_CODES[code].title });
  }
});

test('nothing in the document is a number without a format, or nullable in the old way', () => {
  const faults: string[] = [];
  walk(DOCUMENT.components.schemas, '', (node, path) => {
    if (node.type === 'number' && node.format !== 'double') faults.push(`${path}: number`);
    if ('nullable' in node && typeof node.nullable === 'boolean') faults.push(`${path}: nullable`);
  });
  expect(faults).toEqual([]);
});

test('the address itself shows people a page and programs links', async () => {
  const page = await api.call('GET', '/', { headers: { accept: 'text/html,*/*' } });
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(page.text).toContain('href="/docs"');
  const links = await api.call('GET', '/');
  expect(links.body).toMatchObject({ links: { documentation: '/docs', health: '/health/ready' } });
});

function walk(node: unknown, path: string, see: (node: Record<string, unknown>, path: string) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) see(node as Record<string, unknown>, path);
  for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`, see);
}

test('the content of a rule is told apart by its type wherever it is shown', () => {
  const shown = Object.entries(DOCUMENT.components.schemas as Record<string, Record<string, unknown>>).filter(
    ([, schema]) => 'ruleContent' in ((schema.properties as object | undefined) ?? {}),
  );
  expect(shown.map(([name]) => name).sort()).toEqual(
    ['CentreBatch', 'ChangeRule', 'ClaimableBatch', 'CreateRule', 'MyCoupon', 'PreviewRule', 'Rule'].sort(),
  );
  for (const [, { properties, oneOf }] of shown) {
    const { ruleContent } = properties as { ruleContent: object };
    expect(ruleContent).toMatchObject({ oneOf: { length: 3 } });
    expect(oneOf).toHaveLength(3);
  }
});
