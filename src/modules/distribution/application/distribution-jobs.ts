/** A chunk that waits to be carried out. `queued` tells how often it was put on the queue. */
export interface ChunkJob {
  distributionId: string;
  chunkNo: number;
  queued: number;
}

/** Hands work to the workers. The fast path only: what it loses, a scan of MySQL finds. */
export abstract class DistributionJobs {
  /** Has a distribution looked at now. Returns at once. @param options.requeueAll jobs of its chunks are gone */
  abstract requestAdvance(distributionId: string, options?: { requeueAll?: boolean }): void;

  /** Never throws. */
  abstract enqueueChunks(jobs: readonly ChunkJob[]): Promise<void>;
}
