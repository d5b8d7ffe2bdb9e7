import type { Node } from '../document-parts';
import { alternatives, isNode, listOf, resolve, type Shape, valuesOf } from './shapes';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Node;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Node }> };
  responses: Record<string, Node>;
  'x-roles'?: string[];
}

/** A change that breaks clients who were written against the older document. */
export interface BreakingChange {
  /** As `POST /v1/orders`. */
  operation: string;
  /** What the changelog has to name: the last part of the path, a field, a value, a parameter or a code. */
  name: string;
  what: string;
}

/** Requests may only be let in more widely, answers may only become narrower: what was sent is taken, what was read still comes. */
type Direction = 'request' | 'answer';

/** Compares two OpenAPI documents. @returns what breaks clients, in the order of the older document */
export function breakingChanges(older: Node, newer: Node): BreakingChange[] {
  const changes: BreakingChange[] = [];
  const paths = (document: Node) => document.paths as Record<string, Record<string, Operation>>;
  for (const [path, operations] of Object.entries(paths(older))) {
    for (const [method, before] of Object.entries(operations)) {
      const operation = `${method.toUpperCase()} ${path}`;
      const after = paths(newer)[path]?.[method];
      if (!after) changes.push({ operation, name: path, what: 'the operation is gone' });
      else changes.push(...new Comparison(operation, older, newer).compare(before, after));
    }
  }
  return changes;
}

class Comparison {
  private readonly changes: BreakingChange[] = [];
  /** Pairs of schemas that are being compared: some hold themselves. */
  private readonly open = new Set<string>();

  constructor(
    private readonly operation: string,
    private readonly older: Node,
    private readonly newer: Node,
  ) {}

  compare(before: Operation, after: Operation): BreakingChange[] {
    for (const role of before['x-roles'] ?? []) {
      if (after['x-roles']?.length && !after['x-roles'].includes(role))
        this.add(role, `the role ${role} may not call it any more`);
    }
    if (before['x-roles']?.length === 0 && after['x-roles']?.length) this.add('token', 'a token is needed');
    this.compareParameters(before.parameters ?? [], after.parameters ?? []);
    this.compareBodies(before.requestBody, after.requestBody);
    this.compareAnswers(before.responses, after.responses);
    return this.changes;
  }

  private add(name: string, what: string): void {
    if (!this.changes.some((change) => change.what === what))
      this.changes.push({ operation: this.operation, name, what });
  }

  private compareParameters(before: Parameter[], after: Parameter[]): void {
    const find = (all: Parameter[], { name, in: place }: Parameter) =>
      all.find((one) => one.in === place && one.name.toLowerCase() === name.toLowerCase());
    for (const parameter of before) {
      const now = find(after, parameter);
      if (!now) this.add(parameter.name, `the ${parameter.in} parameter ${parameter.name} is gone`);
      else this.compareSchemas(parameter.schema, now.schema, 'request', parameter.name);
    }
    for (const parameter of after) {
      if (parameter.required && !find(before, parameter)?.required)
        this.add(parameter.name, `the ${parameter.in} parameter ${parameter.name} is needed now`);
    }
  }

  private compareBodies(before: Operation['requestBody'], after: Operation['requestBody']): void {
    if (!before && after?.required) this.add('body', 'a body is needed now');
    for (const [type, { schema }] of Object.entries(before?.content ?? {})) {
      const now = after?.content[type];
      if (!now) this.add(type, `a body of ${type} is not taken any more`);
      else this.compareSchemas(schema, now.schema, 'request', '');
    }
  }

  private compareAnswers(before: Record<string, Node>, after: Record<string, Node>): void {
    for (const status of Object.keys(before)) {
      if (!after[status] && Number(status) < 300) this.add(status, `the answer ${status} is gone`);
    }
    for (const [status, answer] of Object.entries(after)) {
      const was = before[status];
      if (!was) {
        if (Number(status) < 300) this.add(status, `there is a new good answer, ${status}`);
        continue;
      }
      const content = (node: Node, document: Node) =>
        (resolve(document, node).content ?? {}) as Record<string, { schema?: Node }>;
      const now = content(answer, this.newer);
      for (const [type, { schema }] of Object.entries(content(was, this.older))) {
        if (!now[type]) this.add(type, `the answer ${status} is not ${type} any more`);
        // New codes of errors are no break: clients take those they don't know by their status.
        else if (Number(status) < 300) this.compareSchemas(schema, now[type].schema, 'answer', '');
        else this.compareProblems(schema, now[type].schema);
      }
    }
  }

  private compareProblems(before: Node | undefined, after: Node | undefined): void {
    const codes = (schema: Node | undefined, document: Node) =>
      alternatives(document, schema).flatMap(
        (one) => valuesOf(one.properties?.code as Node | undefined) ?? [],
      );
    const now = codes(after, this.newer);
    for (const code of codes(before, this.older)) {
      if (!now.includes(code)) this.add(String(code), `it does not answer ${code} any more`);
    }
    const membersOf = (document: Node, schema: Node | undefined) =>
      new Set(alternatives(document, schema).flatMap(({ properties }) => Object.keys(properties ?? {})));
    const members = membersOf(this.newer, after);
    for (const member of membersOf(this.older, before)) {
      if (!members.has(member)) this.add(member, `problems have no ${member} any more`);
    }
  }

  private compareSchemas(before: Node | undefined, after: Node | undefined, to: Direction, at: string): void {
    if (!before || !after) return;
    const key = `${before.$ref ?? ''} ${after.$ref ?? ''} ${to}`;
    if (before.$ref && after.$ref) {
      if (this.open.has(key)) return;
      this.open.add(key);
    }
    const was = alternatives(this.older, before);
    const now = alternatives(this.newer, after);
    if (to === 'request') {
      for (const one of was) this.fits(one, now, to, at);
    } else {
      for (const one of now) this.fits(one, was, to, at);
    }
  }

  /** One alternative must go with one of the other side; what stands in the way of the nearest of them is told. */
  private fits(one: Shape, others: Shape[], to: Direction, at: string): void {
    let nearest: BreakingChange[] | undefined;
    const alike = others.filter((other) => areOneCase(one, other));
    for (const other of alike.length > 0 ? alike : others) {
      const attempt = new Comparison(this.operation, this.older, this.newer);
      for (const key of this.open) attempt.open.add(key);
      if (to === 'request') attempt.compareShapes(one, other, to, at);
      else attempt.compareShapes(other, one, to, at);
      if (attempt.changes.length === 0) return;
      if (!nearest || attempt.changes.length < nearest.length) nearest = attempt.changes;
    }
    for (const { name, what } of nearest ?? []) this.add(name, what);
  }

  private compareShapes(before: Shape, after: Shape, to: Direction, at: string): void {
    const name = at.split('.').at(-1) || 'body';
    const where = at || 'the body';
    const [wide, narrow] = to === 'request' ? [after, before] : [before, after];
    const wideTypes = listOf(wide.type);
    for (const type of listOf(narrow.type)) {
      const isTaken = wideTypes.includes(type) || (type === 'integer' && wideTypes.includes('number'));
      if (wideTypes.length > 0 && !isTaken) {
        this.add(
          name,
          `${where} ${to === 'request' ? 'may not be' : 'may be'} ${type}${to === 'request' ? ' any more' : ' now'}`,
        );
      }
    }
    this.compareValues(before, after, to, name, where);
    this.compareLimits(before, after, to, name, where);
    if (isNode(before.items) && isNode(after.items)) this.compareSchemas(before.items, after.items, to, at);
    this.compareFields(before, after, to, at);
  }

  private compareValues(before: Shape, after: Shape, to: Direction, name: string, where: string): void {
    const was = valuesOf(before);
    const now = valuesOf(after);
    if (to === 'request' && now) {
      if (!was) this.add(name, `${where} may only be one of ${now.join(', ')} now`);
      for (const value of was ?? []) {
        if (!now.includes(value)) this.add(String(value), `${where} may not be ${value} any more`);
      }
    }
    if (to === 'answer' && was) {
      if (!now) this.add(name, `${where} may be anything now`);
      for (const value of now ?? []) {
        if (!was.includes(value)) this.add(String(value), `${where} may be ${value} now`);
      }
    }
  }

  /** Limits of requests may not tighten. Nobody is hurt by those of answers. */
  private compareLimits(before: Shape, after: Shape, to: Direction, name: string, where: string): void {
    if (to === 'answer') {
      if (before.format !== after.format && before.format)
        this.add(name, `${where} is no ${before.format} now`);
      return;
    }
    const tightens = (limit: string, sign: 1 | -1) => {
      const [was, now] = [before[limit], after[limit]] as (number | undefined)[];
      if (now !== undefined && (was === undefined || sign * now > sign * was))
        this.add(name, `${where} has ${limit} ${now} now`);
    };
    for (const limit of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems']) tightens(limit, 1);
    for (const limit of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']) tightens(limit, -1);
    for (const rule of ['pattern', 'format']) {
      if (after[rule] !== undefined && after[rule] !== before[rule])
        this.add(name, `${where} has the ${rule} ${after[rule]} now`);
    }
    if (after.uniqueItems && !before.uniqueItems) this.add(name, `${where} may not repeat items any more`);
  }

  private compareFields(before: Shape, after: Shape, to: Direction, at: string): void {
    const inside = (field: string) => (at ? `${at}.${field}` : field);
    const [was, now] = [before.properties ?? {}, after.properties ?? {}];
    for (const [field, schema] of Object.entries(was)) {
      if (now[field]) this.compareSchemas(schema, now[field], to, inside(field));
      else if (after.additionalProperties === undefined || after.additionalProperties === false)
        this.add(field, `the field ${inside(field)} of the ${to} is gone`);
    }
    if (to === 'request') {
      for (const field of after.required ?? []) {
        if (!before.required?.includes(field)) this.add(field, `the field ${inside(field)} is needed now`);
      }
      return;
    }
    for (const field of before.required ?? []) {
      if (now[field] && !after.required?.includes(field))
        this.add(field, `the field ${inside(field)} may be missing now`);
    }
  }
}

/** A field of which both list the values tells cases apart: with no value in common they are two, however alike the rest is. */
function areOneCase(one: Shape, other: Shape): boolean {
  return Object.entries(one.properties ?? {}).every(([name, schema]) => {
    const [values, others] = [valuesOf(schema), valuesOf(other.properties?.[name])];
    return !values || !others || values.some((value) => others.includes(value));
  });
}
