import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { accessOf } from '../../auth/guard';
import { rateClassOf } from '../../limits';
import { addExamples } from './add-examples';
import { addProblems } from './add-problems';
import type { Operation } from './document-parts';
import type { Handler } from './handlers';
import { declaredProblems } from './problems';

/** Says of each operation what its handler declares: roles, rate class and problems; and gives a worked example. */
export function refineOperations(document: OpenAPIObject, handlers: Map<string, Handler>): void {
  const reflector = new Reflector();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, value] of Object.entries(item)) {
      const node = value as Operation['node'];
      const found = handlers.get(node.operationId);
      if (!found) throw new Error(`${node.operationId} has no handler`);
      const { handler, controller } = found;
      const roles = accessOf(reflector, handler, controller);
      const problems = declaredProblems(handler, controller);
      const operation: Operation = { node, method, path, roles, problems };
      node['x-rate-class'] = rateClassOf(reflector, handler, controller);
      addRoles(operation);
      splitSummary(node);
      addProblems(document, operation);
      addExamples(document, operation);
    }
  }
}

function addRoles({ node, roles }: Operation): void {
  const isPublic = roles === 'public';
  node['x-roles'] = isPublic ? [] : roles;
  node.security = isPublic ? [] : [{ bearer: [] }];
  const who = isPublic ? 'anyone, without a token' : roles.join(', ');
  node.description = [node.description, `**For**: ${who}.`].filter(Boolean).join('\n\n');
}

/** A comment's first sentence is the title, all of it after that the description. */
function splitSummary(node: Operation['node']): void {
  const [, first, rest] = /^(.*?[.:])\s+(.+)$/s.exec(node.summary ?? '') ?? [];
  if (first && rest) {
    node.summary = first;
    node.description = [rest, node.description].filter(Boolean).join('\n\n');
  }
  node.summary = node.summary?.replace(/[.:]$/, '');
}
