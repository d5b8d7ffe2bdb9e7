import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { withoutDeadline } from '../../../../platform/deadline';
import { counter } from '../../../../platform/metrics';
import { Batcher, QueueFullError } from '../../../../shared/batcher';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import type { BatchTerms } from '../../../batch';
import {
  type ClaimCode,
  type ClaimOutcome,
  CouponSource,
  type IssuedCoupon,
  refusalByTerms,
} from '../../domain/claim';
import { replayOf } from '../../domain/claim-flush';
import { type Admission, ClaimGate } from '../../infra/claim-gate';
import { readByRequestKey } from '../../infra/claim-statements';
import { selectCodeUses } from '../../infra/code-use-rows';
import { CommitClaims } from './commit-claims';
import { HealGate } from './heal-gate';
import { TermsCache } from './terms-cache';

const GATE_GROUP_MAX = 500;
const LOOKUP_GROUP_MAX = 200;
const BUSY = new AppError('BUSY', { retryAfterSeconds: 1 });

const claims = counter('coupon_claims_total', 'Claims by what became of them', ['outcome']);

interface KeyLookup {
  userId: string;
  requestKey: string;
}

/** A user wants a coupon of a batch. */
export interface ClaimOrder {
  userId: string;
  batchId: string;
  /** The Idempotency-Key: the user's key gets one coupon, and answers with it whenever it comes again. */
  requestKey: string | null;
  /** Exactly for a batch with codes. */
  code?: ClaimCode;
}

/** A user gets a coupon. */
@Injectable()
export class ClaimCoupon {
  private readonly gates = new Map<string, Batcher<string, Admission | undefined>>();
  private readonly lookups: Batcher<KeyLookup, IssuedCoupon | undefined>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly terms: TermsCache,
    private readonly gate: ClaimGate,
    private readonly healGate: HealGate,
    private readonly commitClaims: CommitClaims,
  ) {
    this.lookups = new Batcher({
      maxItems: LOOKUP_GROUP_MAX,
      maxWaiting: config.CLAIM_QUEUE_MAX,
      run: (lookups) => withoutDeadline(() => this.lookUp(lookups)),
    });
  }

  /**
   * Gets one coupon of the batch for the user: terms, gate, group commit. It is answered after the commit.
   * @returns what became of it; refusals are BATCH_NOT_FOUND, BATCH_NOT_CLAIMABLE, BATCH_NOT_STARTED, BATCH_CLAIM_ENDED,
   *   CODE_NEEDED, BATCH_SOLD_OUT, CLAIM_LIMIT_REACHED, NOT_IN_AUDIENCE, IDEMPOTENCY_KEY_REUSED, and CODE_NOT_VALID for a code
   *   that is spent; failures BUSY, OUTCOME_UNKNOWN, and {@link CodeOutdated}, after which the code has to be looked at again
   */
  async execute(order: ClaimOrder): Promise<ClaimOutcome> {
    const outcome = await this.claim(order).catch(asFailure);
    claims.inc({ outcome: outcome.kind === 'refused' ? outcome.code : outcome.kind });
    return outcome;
  }

  private async claim(order: ClaimOrder): Promise<ClaimOutcome> {
    const { userId, batchId, requestKey, code } = order;
    const outcome = await this.decide(order);
    if (outcome.kind !== 'refused' || requestKey === null) return outcome;
    // A key that has got its coupon answers with it, whatever the batch would say today.
    const earlier = await this.lookups.submit({ userId, requestKey });
    if (!earlier) return outcome;
    const [spent] = code?.use ? await selectCodeUses(this.database, [code.use]) : [];
    return replayOf(earlier, batchId, !code?.use || spent?.couponId === earlier.couponId);
  }

  private async decide({ userId, batchId, requestKey, code }: ClaimOrder): Promise<ClaimOutcome> {
    const source = code ? CouponSource.Redeemed : CouponSource.Claimed;
    const known = this.terms.get(batchId);
    const terms = known instanceof Promise ? await known : known;
    if (!terms) return { kind: 'refused', code: 'BATCH_NOT_FOUND' };
    const refusal = refusalByTerms(terms, source, this.clock.now());
    if (refusal) return { kind: 'refused', code: refusal };

    const admission = await this.admit(terms, userId);
    if (admission === 'at-limit') return { kind: 'refused', code: 'CLAIM_LIMIT_REACHED' };
    if (admission === 'sold-out') return { kind: 'refused', code: 'BATCH_SOLD_OUT' };
    // What the gate can't hold back goes to MySQL in a short queue only.
    const overloaded = this.commitClaims.depth(batchId) >= this.config.CLAIM_QUEUE_MAX_UNADMITTED;
    if (admission !== 'admitted' && overloaded) return { kind: 'failed', error: BUSY };
    return this.commitClaims.submit(batchId, {
      userId,
      requestKey,
      source,
      code,
      admitted: admission === 'admitted',
    });
  }

  /** Claims of one event-loop turn ask the gate together. */
  private admit(terms: BatchTerms, userId: string): Promise<Admission | undefined> {
    const { batchId } = terms;
    let group = this.gates.get(batchId);
    if (!group) {
      group = new Batcher({
        maxItems: GATE_GROUP_MAX,
        maxWaiting: this.config.CLAIM_QUEUE_MAX,
        run: (userIds) => withoutDeadline(() => this.askGate(batchId, userIds)),
        onIdle: () => this.gates.delete(batchId),
      });
      this.gates.set(batchId, group);
    }
    return group.submit(userId);
  }

  private async askGate(batchId: string, userIds: string[]): Promise<readonly (Admission | undefined)[]> {
    let answer = await this.gate.admit(batchId, userIds);
    if (answer === 'unknown' && (await this.healGate.heal(batchId, 'missing'))) {
      answer = await this.gate.admit(batchId, userIds);
    }
    if (answer === undefined || answer === 'unknown') return userIds.map(() => undefined);
    if (answer.includes('sold-out')) this.healGate.checkSoldOut(batchId).catch(() => undefined);
    return answer;
  }

  private async lookUp(lookups: readonly KeyLookup[]): Promise<(IssuedCoupon | undefined)[]> {
    const found = await readByRequestKey(this.database, lookups);
    return lookups.map(({ userId, requestKey }) =>
      found.find((coupon) => coupon.userId === userId && coupon.requestKey === requestKey),
    );
  }
}

function asFailure(error: unknown): ClaimOutcome {
  return { kind: 'failed', error: error instanceof QueueFullError ? BUSY : error };
}
