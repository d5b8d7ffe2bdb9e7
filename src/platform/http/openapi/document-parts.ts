import type { ErrorCode } from '../../../shared/errors';

/** A JSON Schema, or any other node of the document. */
export type Node = { [key: string]: unknown };

/** One operation of the document with the handler behind it. */
export interface Operation {
  node: Node & {
    operationId: string;
    summary?: string;
    description?: string;
    parameters?: Node[];
    requestBody?: Node;
    responses: Record<string, Node>;
  };
  method: string;
  path: string;
  roles: readonly string[] | 'public';
  problems: ErrorCode[];
}

/** Calls `change` for every object of the document, from the leaves up. Examples are data, not document. */
export function visit(node: unknown, change: (node: Node) => void): void {
  if (Array.isArray(node)) for (const item of node) visit(item, change);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'example' && key !== 'examples' && key !== 'default') visit(value, change);
  }
  change(node as Node);
}
