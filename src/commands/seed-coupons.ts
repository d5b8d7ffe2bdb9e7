import { Injectable } from '@nestjs/common';
import { type BatchView, CreateBatch, DEFAULT_FUNDING, ListBatches, PublishBatch } from '../modules/batch';
import { CreateRule, ReadRules, type RuleInput } from '../modules/rule';
import type { Principal } from '../platform/auth';
import { NOT_IDEMPOTENT, resultOf } from '../platform/cli';
import { MAX_PAGE_SIZE } from '../platform/http';
import { Clock } from '../shared/clock';

const DAY_MS = 86_400_000;
/** Long enough for a demo that is started again after months. */
const CLAIM_DAYS = 365;

const REBATE: RuleInput = {
  name: 'Spend 100.00, get 20.00 off',
  type: 0,
  currency: 'USD',
  ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
};
const PERCENT: RuleInput = {
  name: '10 % off, at most 50.00',
  type: 1,
  currency: 'USD',
  ruleContent: { percentBp: 1_000, capMinor: 5_000 },
};

export interface SeededCoupons {
  ruleId: string;
  batchId: string;
  percentRuleId: string;
  percentBatchId: string;
}

/** Makes two rules with an open batch each, or finds those that are there. Only what is missing is made. */
@Injectable()
export class SeedCoupons {
  constructor(
    private readonly readRules: ReadRules,
    private readonly createRule: CreateRule,
    private readonly listBatches: ListBatches,
    private readonly createBatch: CreateBatch,
    private readonly publishBatch: PublishBatch,
    private readonly clock: Clock,
  ) {}

  async execute(merchant: Principal): Promise<SeededCoupons> {
    const ruleId = await this.rule(merchant, REBATE);
    const percentRuleId = await this.rule(merchant, PERCENT);
    return {
      ruleId,
      batchId: await this.openBatch(merchant, '20.00 off', ruleId),
      percentRuleId,
      percentBatchId: await this.openBatch(merchant, '10 % off', percentRuleId),
    };
  }

  private async rule(merchant: Principal, input: RuleInput): Promise<string> {
    const { items } = await this.readRules.page(merchant, { limit: MAX_PAGE_SIZE });
    const known = items.find(({ name }) => name === input.name);
    if (known) return known.ruleId;
    const created = resultOf(await this.createRule.execute(merchant, input, NOT_IDEMPOTENT));
    return (created as { ruleId: string }).ruleId;
  }

  /** A published batch that gives out coupons now: what was sold out or is over is no demo any more. */
  private async openBatch(merchant: Principal, couponName: string, ruleId: string): Promise<string> {
    const now = this.clock.now();
    const { items } = await this.listBatches.execute(merchant, { limit: MAX_PAGE_SIZE, status: 'published' });
    const known = items.find(
      (batch) =>
        batch.couponName === couponName && batch.totalCount !== 0 && new Date(batch.claimUntil) > now,
    );
    if (known) return known.batchId;
    const draft = {
      couponName,
      ruleId,
      totalCount: 1_000,
      perUserLimit: 1,
      audience: 'everyone',
      selection: null,
      claimFrom: now,
      claimUntil: new Date(now.getTime() + CLAIM_DAYS * DAY_MS),
      validity: { kind: 'days', days: 30 },
      remindDays: [3, 1],
      funding: DEFAULT_FUNDING,
    } as const;
    const created = resultOf(
      await this.createBatch.execute(merchant, draft, undefined, NOT_IDEMPOTENT),
    ) as BatchView;
    await this.publishBatch.execute(merchant, created.batchId, NOT_IDEMPOTENT);
    return created.batchId;
  }
}
