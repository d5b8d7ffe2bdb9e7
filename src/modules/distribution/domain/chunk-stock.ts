/** The least that is made when there were too few codes for an audience, as a part of it: a batch can't have many generations. */
const MORE = 0.1;

/**
 * How many codes a distribution is given when it lacks some.
 * @param waiting users of chunks that are planned
 * @param missing what its next chunks need at once
 */
export function codesToMake(
  { audienceCount, served, skipped }: { audienceCount: number; served: number; skipped: number },
  { waiting, missing }: { waiting: number; missing: number },
): number {
  const ahead = audienceCount - served - skipped - waiting;
  return Math.max(missing, ahead, Math.ceil(audienceCount * MORE));
}

/** What a chunk may give away. */
export interface Quota {
  quota: number;
  /** Of codes: the serial of the first, which the others follow; null: coupons, or none. */
  firstSerial: string | null;
}

/** What a distribution may still promise to its chunks. */
export interface ChunkStock {
  /** What was asked for in vain. */
  readonly missing: number;
  /** @returns as much of `wanted` as there is */
  take(wanted: number): Quota;
}

/** Coupons that it has reserved. */
export class CouponStock implements ChunkStock {
  missing = 0;

  constructor(private left: number) {}

  take(wanted: number): Quota {
    const quota = Math.max(0, Math.min(this.left, wanted));
    this.left -= quota;
    this.missing += wanted - quota;
    return { quota, firstSerial: null };
  }
}

/** Serials of codes that it has, given to its chunks one after the other: no serial twice. */
export class SerialStock implements ChunkStock {
  missing = 0;

  /** @param serials `nextSerial` moves on with what is taken */
  constructor(private readonly serials: { nextSerial: number | null; untilSerial: number | null }) {}

  take(wanted: number): Quota {
    const { nextSerial, untilSerial } = this.serials;
    const left = nextSerial === null || untilSerial === null ? 0 : untilSerial - nextSerial + 1;
    const quota = Math.min(left, wanted);
    this.missing += wanted - quota;
    if (nextSerial === null || quota === 0) return { quota: 0, firstSerial: null };
    this.serials.nextSerial = nextSerial + quota;
    return { quota, firstSerial: String(nextSerial) };
  }
}
