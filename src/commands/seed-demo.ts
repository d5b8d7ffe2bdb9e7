import { Injectable } from '@nestjs/common';
import { type BatchView, CreateBatch, ListBatches, PublishBatch } from '../modules/batch';
import { ImportCatalogue, ReadCatalogue } from '../modules/order';
import { CreateRule, ReadRules, type RuleInput } from '../modules/rule';
import type { Principal } from '../platform/auth';
import { EVERY_TIME, resultOf } from '../platform/cli';
import { MAX_PAGE_SIZE } from '../platform/http';
import { Clock } from '../shared/clock';

const DAY_MS = 86_400_000;
/** Long enough for a demo that is started again after months. */
const CLAIM_DAYS = 365;
const MERCHANT: Principal = { role: 'merchant', id: 'demo', merchantId: '1' };
const USER_ID = '1001';

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

const CATALOGUE = `sku,name,category,price_minor,currency
DEMO-LAMP,Desk lamp,Home / Lamps,6000,USD
DEMO-CHAIR,Office chair,Home / Chairs,12500,USD
DEMO-MUG,Mug,Kitchen,950,USD
`;

/** What there is to play with after seeding. */
export interface Demo {
  merchantId: string;
  userId: string;
  ruleId: string;
  batchId: string;
  percentRuleId: string;
  percentBatchId: string;
  productIds: string[];
}

/** Makes a small demo, or finds the one that is there. Only what is missing is made. */
@Injectable()
export class SeedDemo {
  constructor(
    private readonly readRules: ReadRules,
    private readonly createRule: CreateRule,
    private readonly listBatches: ListBatches,
    private readonly createBatch: CreateBatch,
    private readonly publishBatch: PublishBatch,
    private readonly importCatalogue: ImportCatalogue,
    private readonly readCatalogue: ReadCatalogue,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<Demo> {
    const ruleId = await this.rule(REBATE);
    const percentRuleId = await this.rule(PERCENT);
    return {
      merchantId: MERCHANT.merchantId!,
      userId: USER_ID,
      ruleId,
      batchId: await this.openBatch('20.00 off', ruleId),
      percentRuleId,
      percentBatchId: await this.openBatch('10 % off', percentRuleId),
      productIds: await this.products(),
    };
  }

  private async products(): Promise<string[]> {
    const merchantId = MERCHANT.merchantId!;
    const demo = async () => {
      const { items } = await this.readCatalogue.products({ merchantId }, { limit: MAX_PAGE_SIZE });
      return items.filter(({ sku }) => sku.startsWith('DEMO-')).map(({ productId }) => productId);
    };
    const known = await demo();
    if (known.length > 0) return known;
    await this.importCatalogue.execute(MERCHANT, merchantId, [CATALOGUE]);
    return demo();
  }

  private async rule(input: RuleInput): Promise<string> {
    const { items } = await this.readRules.page(MERCHANT, { limit: MAX_PAGE_SIZE });
    const known = items.find(({ name }) => name === input.name);
    if (known) return known.ruleId;
    const created = resultOf(await this.createRule.execute(MERCHANT, input, EVERY_TIME));
    return (created as { ruleId: string }).ruleId;
  }

  /** A published batch that gives out coupons now: what was sold out or is over is no demo any more. */
  private async openBatch(couponName: string, ruleId: string): Promise<string> {
    const now = this.clock.now();
    const { items } = await this.listBatches.execute(MERCHANT, { limit: MAX_PAGE_SIZE, status: 'published' });
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
      claimFrom: now,
      claimUntil: new Date(now.getTime() + CLAIM_DAYS * DAY_MS),
      validity: { kind: 'days', days: 30 },
      remindDays: [3, 1],
    } as const;
    const created = resultOf(
      await this.createBatch.execute(MERCHANT, draft, undefined, EVERY_TIME),
    ) as BatchView;
    await this.publishBatch.execute(MERCHANT, created.batchId, EVERY_TIME);
    return created.batchId;
  }
}
