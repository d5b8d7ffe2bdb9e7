import type { Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode } from '../../../shared/errors';
import { problemMembers } from '../../dto/problem-members';
import type { Node } from './document-parts';

export const problemMemberModels = (): Type[] => problemMembers().map(({ type }) => type);

/** `PAYMENT_DECLINED` has the schema `PaymentDeclinedProblem`. */
export function problemSchemaName(code: ErrorCode): string {
  const words = code.toLowerCase().split('_');
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Problem`;
}

/** Gives each code with members a schema of its own, in place of those of the classes. Schemas still have their names. */
export function addProblemSchemas(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Node>;
  const members = problemMembers();
  for (const code of new Set(members.flatMap(({ codes }) => codes))) {
    const parts = members
      .filter(({ codes }) => codes.includes(code))
      .map(({ type }) => structuredClone(schemas[type.name]!));
    const required = parts
      .map((part) => (part.required ?? []) as string[])
      .reduce((all, some) => all.filter((name) => some.includes(name)));
    schemas[problemSchemaName(code)] = {
      allOf: [
        { $ref: '#/components/schemas/ProblemDto' },
        {
          type: 'object',
          properties: Object.assign(
            { code: { type: 'string', const: code } },
            ...parts.map(({ properties }) => properties as Node),
          ),
          required: ['code', ...required],
        },
      ],
    };
  }
  for (const { type } of members) delete schemas[type.name];
}

/** The members of a code's problem with their schemas; undefined for a code that has none. */
export function problemMembersOf(
  document: OpenAPIObject,
  code: ErrorCode,
): { properties: Record<string, Node>; required: string[] } | undefined {
  const schema = document.components?.schemas?.[problemSchemaName(code)] as Node | undefined;
  const own = (schema?.allOf as Node[] | undefined)?.[1];
  if (!own) return undefined;
  const { code: _code, ...properties } = own.properties as Record<string, Node>;
  return { properties, required: (own.required as string[]).filter((name) => name !== 'code') };
}
