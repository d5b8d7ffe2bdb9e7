import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { counter } from '../../../../platform/metrics';
import { Clock } from '../../../../shared/clock';
import { type BatchStock, selectBatchStock, selectOpenBatchStock } from '../../../batch';
import { ClaimGate, type GateStock } from '../../infra/claim-gate';

/** A gate that says sold out is compared with MySQL at most this often per batch. */
const SOLD_OUT_CHECK_MS = 1_000;
const PAGE = 500;
const MAX_REMEMBERED_CHECKS = 10_000;

const healed = counter('coupon_gate_healed_total', 'Gates found to differ from MySQL and overwritten', [
  'direction',
  'found_by',
]);

type FoundBy = 'missing' | 'sold_out' | 'scan' | 'change';

/** Overwrites the gate with what MySQL says: when it is missing, when it says sold out, after changes, and by a scan. */
@Injectable()
export class HealGate {
  private readonly underWay = new Map<string, Promise<boolean>>();
  private readonly soldOutCheckedAt = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly gate: ClaimGate,
  ) {}

  /** One caller per batch builds or corrects the gate, the others wait for it. @returns whether the gate works */
  heal(batchId: string, foundBy: FoundBy): Promise<boolean> {
    const running = this.underWay.get(batchId);
    // One that is under way may have read MySQL before the change, so a change is followed by a read of its own.
    if (running !== undefined && foundBy !== 'change') return running;
    const before = running?.catch(() => false) ?? Promise.resolve(false);
    const work = before
      .then(() => this.overwriteFromMysql(batchId, foundBy))
      .finally(() => {
        if (this.underWay.get(batchId) === work) this.underWay.delete(batchId);
      });
    this.underWay.set(batchId, work);
    return work;
  }

  /** The gate says sold out: if MySQL knows better, unsold stock must not wait. */
  async checkSoldOut(batchId: string): Promise<void> {
    const now = performance.now();
    if (now - (this.soldOutCheckedAt.get(batchId) ?? Number.NEGATIVE_INFINITY) < SOLD_OUT_CHECK_MS) return;
    if (this.soldOutCheckedAt.size >= MAX_REMEMBERED_CHECKS) this.soldOutCheckedAt.clear();
    this.soldOutCheckedAt.set(batchId, now);
    await this.heal(batchId, 'sold_out');
  }

  /** Compares the gates of all open batches with MySQL. Batches whose gate was never built are left alone. */
  async healAll(): Promise<void> {
    const now = this.clock.now();
    let after: BatchStock | undefined;
    for (;;) {
      const stocks = await selectOpenBatchStock(this.database, now, after, PAGE);
      if (stocks.length === 0) return;
      const gates = await this.gate.read(stocks.map((stock) => stock.batchId));
      if (gates === undefined) return;
      for (const [at, stock] of stocks.entries()) {
        const gate = gates[at];
        const off =
          gate && (gate.left !== toGate(stock) || gate.pending !== 0 || gate.version !== stock.version);
        if (off) await this.heal(stock.batchId, 'scan');
      }
      after = stocks.at(-1);
    }
  }

  private async overwriteFromMysql(batchId: string, foundBy: FoundBy): Promise<boolean> {
    const { epoch } = this.gate;
    const stock = await selectBatchStock(this.database, batchId);
    if (!stock) return false;
    const left = toGate(stock);
    const before = await this.gate.overwrite({ ...stock, left, epoch }, this.clock.now());
    if (before === undefined) return false;
    if (before !== left) {
      const direction = before === null ? 'missing' : Number(before) < Number(left) ? 'too_low' : 'too_high';
      healed.inc({ direction, found_by: foundBy });
    }
    return true;
  }
}

const toGate = (stock: BatchStock): GateStock => stock.left ?? 'unlimited';
