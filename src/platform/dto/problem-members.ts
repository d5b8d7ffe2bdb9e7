import type { Type } from '@nestjs/common';
import type { ErrorCode } from '../../shared/errors';

/** The classes of members, in the order in which modules are loaded. */
const members: { codes: readonly ErrorCode[]; type: Type }[] = [];

/**
 * Declares that problems of these codes hold the fields of the class besides those of every problem: the extension members of
 * RFC 9457, which application code passes as `extra`. Where several classes name a code, its problem holds the fields of any.
 */
export function ProblemMembers(...codes: ErrorCode[]): ClassDecorator {
  return (type) => void members.push({ codes, type: type as unknown as Type });
}

export const problemMembers = (): readonly { codes: readonly ErrorCode[]; type: Type }[] => members;
