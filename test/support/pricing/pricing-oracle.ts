import type { DiscountTier } from '../../../src/modules/pricing/benefits/discount';
import type { RebateTier } from '../../../src/modules/pricing/benefits/rebate';
import type { CandidateCoupon, Cart, CartLine } from '../../../src/modules/pricing/pricing.types';
import { type RuleContent, RuleType, type Threshold } from '../../../src/modules/pricing/terms/rule-content';

/**
 * A second, plain reading of the pricing rules, for tests: single units in lists, fractions of BigInt, every subset
 * tried. It shares nothing with the engine but the types, and is written to be checked by eye.
 */

interface OracleUnit {
  readonly line: CartLine;
  used: boolean;
}

export interface OracleState {
  readonly left: Map<string, number>;
  readonly units: OracleUnit[];
  shippingLeft: number;
}

export interface OracleStep {
  readonly couponId: string;
  readonly worth: number;
  /** Ideal (fractional) and actual share per line: what each line weighs, of what sum, for which amount. */
  readonly shares: Map<string, number>;
}

export function startState(cart: Cart): OracleState {
  return {
    left: new Map(cart.lines.map((line) => [line.lineId, line.unitPriceMinor * line.quantity])),
    units: cart.lines.flatMap((line) => Array.from({ length: line.quantity }, () => ({ line, used: false }))),
    shippingLeft: cart.shippingMinor,
  };
}

function seesLine(coupon: CandidateCoupon, line: CartLine): boolean {
  return coupon.merchantId === null || coupon.merchantId === line.merchantId;
}

export function inScope(coupon: CandidateCoupon, line: CartLine): boolean {
  const { scope = { kind: 'storewide' }, exclude = {} } = coupon.rule.content;
  if (!seesLine(coupon, line)) return false;
  if (scope.kind === 'categories' && !scope.categoryIds.some((id) => line.categoryIds.includes(id)))
    return false;
  if (scope.kind === 'products' && !scope.productIds.includes(line.productId)) return false;
  if ((exclude.categoryIds ?? []).some((id) => line.categoryIds.includes(id))) return false;
  return !(exclude.productIds ?? []).includes(line.productId);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: string, b: string) => a.length - b.length || byText(a, b);

/** Largest remainder by whole fractions: weight × amount mod total, ties by line id (2 before 10). */
export function shareOut(amount: number, weights: Map<string, number>): Map<string, number> {
  const total = BigInt(sum(weights.values()));
  const shares = new Map<string, number>();
  if (total === 0n) return shares;
  const parts = [...weights].map(([id, weight]) => ({
    id,
    floor: (BigInt(weight) * BigInt(amount)) / total,
    remainder: (BigInt(weight) * BigInt(amount)) % total,
  }));
  let missing = BigInt(amount) - parts.reduce((acc, part) => acc + part.floor, 0n);
  parts.sort((a, b) => (a.remainder === b.remainder ? byId(a.id, b.id) : a.remainder > b.remainder ? -1 : 1));
  for (const part of parts) {
    const extra = missing > 0n ? 1n : 0n;
    missing -= extra;
    if (part.floor + extra > 0n) shares.set(part.id, Number(part.floor + extra));
  }
  return shares;
}

function meets(threshold: Threshold | undefined, amount: number, quantity: number): boolean {
  return amount >= (threshold?.amountMinor ?? 0) && quantity >= (threshold?.quantity ?? 0);
}

/** Applies one coupon to the state and says what it took; worth 0 leaves the state as it was. */
export function applyByOracle(cart: Cart, coupon: CandidateCoupon, state: OracleState): OracleStep {
  const nothing = { couponId: coupon.couponId, worth: 0, shares: new Map<string, number>() };
  const scope = cart.lines.filter((line) => inScope(coupon, line));
  if (scope.length === 0) return nothing;
  const left = new Map(scope.map((line) => [line.lineId, state.left.get(line.lineId)!]));
  const scopeLeft = sum(left.values());
  const original = sum(scope.map((line) => line.unitPriceMinor * line.quantity));
  const { content } = coupon.rule;
  const measured = content.thresholdOn === 'afterCoupons' ? scopeLeft : original;
  const quantity = sum(scope.map((line) => line.quantity));
  if (!meets(content.threshold, measured, quantity)) return nothing;
  const offer = 'offer' in content ? content.offer : undefined;
  if (offer?.kind === 'freeItem') {
    return { ...nothing, worth: offer.unitValueMinor * (offer.quantity ?? 1) };
  }
  if (offer?.kind === 'freeShipping') {
    const worth = Math.min(state.shippingLeft, offer.capMinor ?? state.shippingLeft);
    state.shippingLeft -= worth;
    return { ...nothing, worth };
  }
  const { worth, weights } = offer
    ? formSets(coupon, scope, state)
    : { worth: offOrder(coupon, scopeLeft, measured, quantity), weights: left };
  if (worth === 0) return nothing;
  const shares = shareOut(worth, weights);
  for (const [lineId, share] of shares) state.left.set(lineId, state.left.get(lineId)! - share);
  return { ...nothing, worth, shares };
}

function bestTier<T extends RebateTier | DiscountTier>(
  tiers: readonly T[],
  value: (tier: T) => number,
  amount: number,
  quantity: number,
): number {
  return Math.max(0, ...tiers.filter((tier) => meets(tier.threshold, amount, quantity)).map(value));
}

function offOrder(coupon: CandidateCoupon, scopeLeft: number, measured: number, quantity: number): number {
  const { rule } = coupon;
  if (rule.type === RuleType.Rebate) {
    const { content } = rule;
    if ('tiers' in content) {
      return Math.min(
        scopeLeft,
        bestTier(content.tiers, (tier) => tier.amountMinor, measured, quantity),
      );
    }
    let times = 1;
    if (content.every) {
      times = 0;
      while ((times + 1) * content.every.amountMinor <= measured && times !== content.every.maxRepeats)
        times++;
    }
    return Math.min(scopeLeft, times * content.amountMinor);
  }
  if (rule.type === RuleType.Discount) {
    const { content } = rule;
    const bp =
      'tiers' in content
        ? bestTier(content.tiers, (tier) => tier.percentBp, measured, quantity)
        : content.percentBp;
    const off = Number((BigInt(scopeLeft) * BigInt(bp)) / 10_000n);
    return content.capMinor === undefined ? off : Math.min(off, content.capMinor);
  }
  throw new Error('promotions are handled by their offer');
}

/** Buy X get Y with every unit as an object of its own. Marks the units of the sets as used. */
function formSets(
  coupon: CandidateCoupon,
  scope: readonly CartLine[],
  state: OracleState,
): { worth: number; weights: Map<string, number> } {
  const { content } = coupon.rule;
  if (!('offer' in content) || content.offer.kind !== 'buyXGetY') throw new Error('not a buy X get Y rule');
  const {
    buyQuantity: x,
    getQuantity: y,
    reward,
    percentBp = 10_000,
    maxRepeats = 1_000_000,
  } = content.offer;
  const listed = content.offer.productIds ?? [];
  const free = state.units.filter((unit) => !unit.used && seesLine(coupon, unit.line));
  const scoped = free.filter((unit) => scope.includes(unit.line));
  const dearestFirst = (a: OracleUnit, b: OracleUnit) =>
    b.line.unitPriceMinor - a.line.unitPriceMinor || byId(a.line.lineId, b.line.lineId);
  const sets: { bought: OracleUnit[]; got: OracleUnit[] }[] = [];
  const cut = (units: OracleUnit[]) => {
    for (let at = 0; at + x + y <= units.length; at += x + y) {
      sets.push({ bought: units.slice(at, at + x), got: units.slice(at + x, at + x + y) });
    }
  };
  if (reward === 'cheapest') {
    cut(scoped.sort(dearestFirst));
  } else if (reward === 'same') {
    const pools = new Map<string, OracleUnit[]>();
    for (const unit of scoped) {
      const key = `${unit.line.productId}@${unit.line.unitPriceMinor}`;
      pools.set(key, [...(pools.get(key) ?? []), unit]);
    }
    const ordered = [...pools.values()].sort(
      ([a], [b]) =>
        b!.line.unitPriceMinor - a!.line.unitPriceMinor || byText(a!.line.productId, b!.line.productId),
    );
    for (const pool of ordered) cut(pool.sort((a, b) => byId(a.line.lineId, b.line.lineId)));
  } else {
    const got = free.filter((unit) => listed.includes(unit.line.productId)).sort(dearestFirst);
    const bought = scoped
      .filter((unit) => !got.includes(unit))
      .sort((a, b) => a.line.unitPriceMinor - b.line.unitPriceMinor || byId(a.line.lineId, b.line.lineId));
    while (bought.length >= x && got.length >= y) {
      sets.push({ bought: bought.splice(0, x), got: got.splice(0, y) });
    }
  }
  const formed = sets.slice(0, maxRepeats);
  const gotValue = sum(formed.flatMap(({ got }) => got).map((unit) => unit.line.unitPriceMinor));
  const worth = Number((BigInt(gotValue) * BigInt(percentBp)) / 10_000n);
  const weights = new Map<string, number>();
  if (worth > 0) {
    for (const unit of formed.flatMap(({ bought, got }) => [...bought, ...got])) unit.used = true;
    for (const unit of formed.flatMap(({ got }) => got)) {
      const { lineId, unitPriceMinor } = unit.line;
      weights.set(lineId, (weights.get(lineId) ?? 0) + unitPriceMinor);
    }
  }
  return { worth, weights };
}

function stepOf({ rule }: CandidateCoupon): number {
  if (rule.type === RuleType.Discount) return 1;
  if (rule.type === RuleType.Rebate) return 2;
  return rule.content.offer.kind === 'freeShipping' ? 3 : 0;
}

/** Step, priority (higher first), rule, merchant, expiry, coupon id. */
export function inOrderOfApplication(coupons: readonly CandidateCoupon[]): CandidateCoupon[] {
  return [...coupons].sort(
    (a, b) =>
      stepOf(a) - stepOf(b) ||
      (b.rule.content.priority ?? 0) - (a.rule.content.priority ?? 0) ||
      byId(a.rule.ruleId, b.rule.ruleId) ||
      byText(a.merchantId ?? '', b.merchantId ?? '') ||
      a.validUntil - b.validUntil ||
      byId(a.couponId, b.couponId),
  );
}

/** What the coupons take off together. */
export function valueByOracle(cart: Cart, coupons: readonly CandidateCoupon[]): number {
  const state = startState(cart);
  return sum(inOrderOfApplication(coupons).map((coupon) => applyByOracle(cart, coupon, state).worth));
}

function groupOf(content: RuleContent): string | null {
  const { stacking = { mode: 'group', group: 'default' } } = content;
  return stacking.mode === 'exclusive' ? null : stacking.group;
}

function mayCombine(coupons: readonly CandidateCoupon[]): boolean {
  const groups = coupons.map(({ rule }) => groupOf(rule.content));
  return coupons.length <= 1 || (!groups.includes(null) && new Set(groups).size === groups.length);
}

export interface OracleBest {
  readonly value: number;
  readonly couponIds: readonly string[];
}

/** Every subset of the coupons, which must all be eligible alone: the best by value, then earliest expiry, then fewest … */
export function bestByBruteForce(cart: Cart, eligible: readonly CandidateCoupon[]): OracleBest {
  const values = new Map<number, number>();
  for (let mask = 0; mask < 2 ** eligible.length; mask++) {
    const set = eligible.filter((_, i) => mask & (1 << i));
    if (mayCombine(set)) values.set(mask, valueByOracle(cart, set));
  }
  let best: { value: number; set: CandidateCoupon[] } = { value: 0, set: [] };
  for (const [mask, value] of values) {
    if (value === 0) continue;
    const idle = eligible.some((_, i) => mask & (1 << i) && (values.get(mask & ~(1 << i)) ?? -1) >= value);
    const set = eligible.filter((_, i) => mask & (1 << i));
    if (!idle && isBetter({ value, set }, best)) best = { value, set };
  }
  return { value: best.value, couponIds: best.set.map(({ couponId }) => couponId).sort(byId) };
}

type Valued = { value: number; set: CandidateCoupon[] };

function isBetter(a: Valued, b: Valued): boolean {
  if (a.value !== b.value) return a.value > b.value;
  const expiries = (v: Valued) => v.set.map((coupon) => coupon.validUntil).sort((x, y) => x - y);
  const [ea, eb] = [expiries(a), expiries(b)];
  const ids = (v: Valued) => v.set.map(({ couponId }) => couponId).sort(byId);
  const keys = [ea[0]! - eb[0]!, ea.length - eb.length, ...ea.map((value, i) => value - eb[i]!)];
  keys.push(...ids(a).map((id, i) => byId(id, ids(b)[i] ?? '')));
  return (keys.find((difference) => difference !== 0) ?? 0) < 0;
}
