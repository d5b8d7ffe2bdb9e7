import { ModulesContainer, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode } from '../../../shared/errors';
import { accessOf } from '../../auth/guard';
import { rateClassOf } from '../../limits';
import { addExamples } from './add-examples';
import { addProblems } from './add-problems';
import { declaredProblems } from './problems';
import type { Node } from './refine-schemas';

type Role = string;

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
  roles: readonly Role[] | 'public';
  problems: ErrorCode[];
}

interface Handler {
  handler: CallableFunction;
  controller: CallableFunction;
}

/** `ClaimsController.claim` is the operation `claims.claim`. */
export function operationIdOf(controller: string, method: string): string {
  const resource = controller.replace(/Controller$/, '');
  return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.${method}`;
}

/** Says of each operation what its handler declares: roles, rate class and problems; and gives a worked example. */
export function refineOperations(document: OpenAPIObject, app: NestFastifyApplication): void {
  const reflector = new Reflector();
  const handlers = handlersOf(app);
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

function handlersOf(app: NestFastifyApplication): Map<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as CallableFunction & { prototype: object };
      for (
        let owner = controller.prototype;
        owner !== Object.prototype;
        owner = Object.getPrototypeOf(owner)
      ) {
        for (const name of Object.getOwnPropertyNames(owner)) {
          const handler = Object.getOwnPropertyDescriptor(owner, name)?.value as unknown;
          if (typeof handler !== 'function') continue;
          handlers.set(operationIdOf(controller.name, name), { handler, controller });
        }
      }
    }
  }
  return handlers;
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
