import type { SerialRange } from './serial-ranges';

/** Generations, and ranges of serials that were revoked, of one batch at most. */
export const MAX_GENERATIONS = 100;
export const MAX_RANGES = 1_000;

/** Unique codes of a batch that were made together. */
export interface Generation {
  readonly generationId: string;
  readonly batchId: string;
  /** The distribution that made them, to send them; null: somebody asked for them. */
  readonly distributionId: string | null;
  /** Codes of a batch are numbered through all its generations, from 1. */
  readonly firstSerial: number;
  readonly count: number;
  /** As its merchant has written it. */
  readonly prefix: string;
  /** Which of the installation's keys they are computed with. */
  readonly keyId: string;
  /** Sorted, apart from each other. Single revoked codes are not among them. */
  readonly revoked: readonly SerialRange[];
  readonly createdAt: Date;
}

export const lastSerialOf = ({ firstSerial, count }: Generation): number => firstSerial + count - 1;

/** The last serial that a batch has by now; 0: none. @param made all its generations, in order */
export function lastSerialOfAll(made: readonly Generation[]): number {
  const last = made.at(-1);
  return last ? lastSerialOf(last) : 0;
}

/** What of a range of a batch's serials is this generation's; undefined: nothing. */
export function partOf(generation: Generation, { from, until }: SerialRange): SerialRange | undefined {
  const part = {
    from: Math.max(from, generation.firstSerial),
    until: Math.min(until, lastSerialOf(generation)),
  };
  return part.from <= part.until ? part : undefined;
}
