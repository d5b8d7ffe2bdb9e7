import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { merchantToken, platformToken, serviceToken, userToken } from './tokens';

// biome-ignore lint/suspicious/noExplicitAny: a node of the document has any shape
export type Node = any;

/** One operation of openapi.json, ready to be called. */
export interface DocumentedOperation {
  name: string;
  method: string;
  /** As documented, with `{…}` for parameters. */
  path: string;
  /** With an example in the place of each parameter. */
  url: string;
  /** Of a caller who may call it; undefined where anybody may. */
  token: string | undefined;
  parameters: Node[];
  /** undefined: it has no body. */
  body: { type: string; required: boolean; schema: Node } | undefined;
}

export const DOCUMENT: Node = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8'));

const TOKENS: Record<string, () => string> = {
  user: () => userToken(1001),
  merchant: () => merchantToken(7),
  platform: platformToken,
  service: () => serviceToken(),
};

/** All that the document describes. */
export function documentedOperations(): DocumentedOperation[] {
  return Object.entries(DOCUMENT.paths as Record<string, Record<string, Node>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const parameters: Node[] = operation.parameters ?? [];
      const [type, content] = Object.entries<Node>(operation.requestBody?.content ?? {})[0] ?? [];
      const roles: string[] = operation['x-roles'];
      // A merchant is at home; the platform has to name the merchant for whom it acts.
      const role = roles.includes('merchant') ? 'merchant' : roles[0];
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        url: path.replaceAll(/\{(\w+)\}/g, (_, name) => exampleOf(parameters, name)),
        token: role === undefined ? undefined : TOKENS[role]!(),
        parameters,
        body: type && {
          type,
          required: operation.requestBody.required === true,
          schema: resolve(content.schema),
        },
      } as DocumentedOperation;
    }),
  );
}

function exampleOf(parameters: Node[], name: string): string {
  const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
  return String(parameter?.example ?? parameter?.schema?.example ?? parameter?.schema?.enum?.[0] ?? 1);
}

/** The schema that a reference leads to. */
export function resolve(schema: Node): Node {
  return schema?.$ref === undefined
    ? schema
    : resolve(DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)]);
}
