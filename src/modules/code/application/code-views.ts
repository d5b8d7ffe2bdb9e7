import type { Generation } from '../domain/generation';

/** Unique codes that were made together, as their merchant sees them. */
export interface CodeGenerationView {
  generationId: string;
  batchId: string;
  /** null: they were not made by a distribution, which sends them. */
  distributionId: string | null;
  prefix: string;
  firstSerial: number;
  count: number;
  /** Ranges of serials that were revoked; single revoked codes are not among them. */
  revoked: { from: number; until: number }[];
  createdAt: string;
}

/** All of a batch, in the order of their serials. */
export interface CodeGenerationsView {
  items: CodeGenerationView[];
}

export function toGenerationView(generation: Generation): CodeGenerationView {
  return {
    generationId: generation.generationId,
    batchId: generation.batchId,
    distributionId: generation.distributionId,
    prefix: generation.prefix,
    firstSerial: generation.firstSerial,
    count: generation.count,
    revoked: generation.revoked.map(({ from, until }) => ({ from, until })),
    createdAt: generation.createdAt.toISOString(),
  };
}

/** The word with which all get a batch's coupons. */
export interface CodeWordView {
  batchId: string;
  word: string;
}

/** How many codes nobody can use any more because of this. */
export interface RevokedCodesView {
  batchId: string;
  /** Those that were used before stay so, and are counted here as well. */
  codes: number;
}

/** What has become of a batch's unique codes. */
export interface BatchCodesView {
  batchId: string;
  made: number;
  /** How many were part of an export, by however many of them. */
  exported: number;
  exports: number;
  lastExportedAt: string | null;
  used: number;
  /** Nobody can use them any more, or could if they had not been used before. */
  revoked: number;
  /** There is more of them than is counted: made is exact, the others are at least this. */
  more: boolean;
}

export const CODE_STATES = ['unused', 'used', 'revoked', 'shared'] as const;

/** What has become of a code, as its merchant sees it. */
export interface CodeView {
  batchId: string;
  state: (typeof CODE_STATES)[number];
  /** null: a word. */
  generationId: string | null;
  serial: number | null;
  /** Who used it, and which coupon it brought. */
  userId: string | null;
  couponId: string | null;
  usedAt: string | null;
  /** The order that holds the coupon, or has used it. */
  orderNo: string | null;
}
