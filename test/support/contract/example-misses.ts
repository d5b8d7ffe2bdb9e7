import { Contract, type Document } from './contract';

interface Media {
  example?: unknown;
  examples?: Record<string, { value?: unknown; $ref?: string }>;
}
type Content = Record<string, Media>;
interface Described {
  operationId: string;
  requestBody?: { content: Content };
  responses: Record<string, { $ref?: string; content?: Content }>;
}

/** What is wrong with the examples of requests and answers: one that is missing, or is not as its schema says. */
export function exampleMisses(document: Document): string[] {
  const contract = new Contract(document);
  const shownValue = ({ value, $ref }: { value?: unknown; $ref?: string }): unknown =>
    $ref === undefined
      ? value
      : (document.components as unknown as Record<string, Record<string, { value: unknown }>>).examples?.[
          $ref.split('/').at(-1)!
        ]?.value;
  const missesOf = (title: string, pointer: string[], content: Content): string[] =>
    Object.entries(content).flatMap(([type, { example, examples = {} }]) => {
      // A stream is shown in words.
      if (type === 'text/event-stream') return [];
      const values = Object.entries(examples).map(([name, one]): [string, unknown] => [
        ` ${name}`,
        shownValue(one),
      ]);
      if (example !== undefined) values.push(['', example]);
      if (values.length === 0) return [`${title} ${type}: no example`];
      return values.flatMap(([name, value]) => {
        const miss = contract.bodyMiss([...pointer, 'content', type, 'schema'], value);
        return miss === undefined ? [] : [`${title} ${type}${name}: ${miss}`];
      });
    });
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const { operationId, requestBody, responses } = operation as unknown as Described;
      const pointer = ['paths', path, method];
      return [
        ...(requestBody
          ? missesOf(`${operationId} request`, [...pointer, 'requestBody'], requestBody.content)
          : []),
        ...Object.entries(responses).flatMap(([status, { content }]) =>
          content ? missesOf(`${operationId} ${status}`, [...pointer, 'responses', status], content) : [],
        ),
      ];
    }),
  );
  const shared = Object.entries(document.components.responses ?? {}).flatMap(([name, { content = {} }]) =>
    missesOf(name, ['components', 'responses', name], content as Content),
  );
  return [...operations, ...shared];
}
