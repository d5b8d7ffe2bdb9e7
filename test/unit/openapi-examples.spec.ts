import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleMisses } from '../support/contract/example-misses';
import { requestExamples } from '../support/contract/examples';

const read = () => JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8'));
const DOCUMENT = read();

test('every example of the document is as its schema says', () => {
  expect(exampleMisses(DOCUMENT)).toEqual([]);
});

test('every operation has an example of its request', () => {
  const operations = Object.values(DOCUMENT.paths).flatMap((item) => Object.values(item as object));
  const shown = new Set(requestExamples(DOCUMENT).map(({ operationId }) => operationId));
  expect(operations.filter(({ operationId }) => !shown.has(operationId))).toEqual([]);
});

describe('refused is', () => {
  const planted = (change: (document: typeof DOCUMENT) => void) => {
    const document = read();
    change(document);
    return document;
  };
  const order = (document: typeof DOCUMENT) => document.paths['/v1/orders'].post;

  test('a body without an example', () => {
    const document = planted((d) => delete order(d).requestBody.content['application/json'].example);
    expect(() => requestExamples(document)).toThrow(
      'order.create: the body of application/json has no example',
    );
  });

  test('a parameter without an example', () => {
    const document = planted((d) => delete d.paths['/v1/orders/{orderId}'].get.parameters[0].example);
    expect(() => requestExamples(document)).toThrow('order.get: the parameter orderId has no example');
  });

  test('an answer without an example', () => {
    const document = planted((d) => delete order(d).responses['201'].content['application/json'].example);
    expect(exampleMisses(document)).toEqual(['order.create 201 application/json: no example']);
  });

  test('an example with a field that there is not', () => {
    const document = planted((d) => {
      order(d).requestBody.content['application/json'].example.more = 1;
    });
    expect(exampleMisses(document)).toEqual([
      expect.stringContaining('order.create request application/json'),
    ]);
  });

  test('an example of an error that the operation does not give', () => {
    const document = planted((d) => {
      const { $ref } = order(d).responses['402'] ?? order(d).responses['409'];
      const { content } = d.components.responses[$ref.split('/').at(-1)];
      content['application/problem+json'].examples.RULE_IN_USE = {
        $ref: '#/components/examples/RULE_IN_USE',
      };
    });
    expect(exampleMisses(document)).toEqual([expect.stringMatching(/RULE_IN_USE/)]);
  });
});
