/**
 * Every claim as its caller saw it, and what MySQL holds at the end. An attempt is `ok` (with its coupon), `refused` or
 * `unknown` (no answer, or one that says so); an unknown one must turn out as exactly one of the two. An answer that is a
 * failure, but no plain 503, is `unclean`. With unique codes a wish names one, by its serial, and each coupon has used one.
 *
 * @typedef {{ userId: number, key: string, outcome: 'ok' | 'refused' | 'unknown', couponId?: string, code?: string, unclean?: boolean, serial?: number }} Attempt
 * @typedef {{ couponId: string, userId: number, key: string | null }} CouponRow
 * @typedef {{ serial: number, couponId: string | null, userId: number | null }} UseRow
 * @typedef {{ stock: number, limit: number, left: number, assigned: number, coupons: CouponRow[], gateLeft: number | null, uses?: UseRow[] }} Facts
 */

export const NO_VIOLATIONS = Object.freeze({
  oversold: 0,
  over_limit: 0,
  lost: 0,
  doubled: 0,
  unsold: 0,
  drift: 0,
  misused: 0,
  unclean: 0,
});

/**
 * @param {readonly Attempt[]} attempts
 * @param {Facts} facts
 * @returns {{ violations: Record<keyof typeof NO_VIOLATIONS, number>, unknown: number, tookEffect: number }}
 */
export function checkHistory(attempts, facts) {
  const violations = { ...NO_VIOLATIONS };
  const byId = new Map(facts.coupons.map((coupon) => [coupon.couponId, coupon]));
  const perUser = new Map();
  for (const { userId } of facts.coupons) perUser.set(userId, (perUser.get(userId) ?? 0) + 1);

  violations.unclean = attempts.filter(({ unclean }) => unclean === true).length;
  violations.oversold = Math.max(0, facts.coupons.length - facts.stock);
  violations.over_limit = [...perUser.values()].filter((held) => held > facts.limit).length;
  violations.unsold = Math.max(0, facts.left);
  if (facts.assigned !== facts.coupons.length || facts.left + facts.assigned !== facts.stock)
    violations.drift++;
  if (facts.gateLeft !== null && facts.gateLeft !== facts.left) violations.drift++;

  // A key is one wish: whatever was tried with it, it has one coupon or none.
  const wishes = new Map();
  for (const attempt of attempts) wishes.set(attempt.key, [...(wishes.get(attempt.key) ?? []), attempt]);
  let unknown = 0;
  let tookEffect = 0;
  for (const [key, tries] of wishes) {
    const acknowledged = new Set(
      tries.filter(({ outcome }) => outcome === 'ok').map(({ couponId }) => couponId),
    );
    if (acknowledged.size > 1) violations.doubled++;
    for (const couponId of acknowledged) {
      const row = byId.get(couponId);
      if (!row || row.userId !== tries[0].userId || row.key !== key) violations.lost++;
    }
    const open = acknowledged.size === 0 && tries.some(({ outcome }) => outcome === 'unknown');
    if (open) unknown++;
  }
  // Every coupon was wished for by its holder, and one that nobody was told of belongs to an unknown attempt.
  for (const { userId, key } of facts.coupons) {
    const tries = key === null ? undefined : wishes.get(key);
    if (!tries || tries[0].userId !== userId) violations.doubled++;
    else if (!tries.some(({ outcome }) => outcome === 'ok')) {
      if (tries.some(({ outcome }) => outcome === 'unknown')) tookEffect++;
      else violations.doubled++;
    }
  }
  if (facts.uses) violations.misused = countMisused(attempts, facts.coupons, facts.uses);
  return { violations, unknown, tookEffect };
}

/** Coupons without the use of the one code that was wished for with them, uses without such a coupon, and codes that brought two. */
function countMisused(attempts, coupons, uses) {
  const serialOf = new Map(attempts.map(({ key, serial }) => [key, serial]));
  const useOf = new Map(uses.map((use) => [use.couponId, use]));
  const without = coupons.filter(({ couponId, userId, key }) => {
    const use = useOf.get(couponId);
    return use?.userId !== userId || use.serial !== serialOf.get(key);
  });
  const couponIds = new Set(coupons.map(({ couponId }) => couponId));
  const unpaired = uses.filter(({ couponId }) => !couponIds.has(couponId));
  const brought = new Map();
  for (const { outcome, serial, couponId } of attempts) {
    if (outcome === 'ok') brought.set(serial, (brought.get(serial) ?? new Set()).add(couponId));
  }
  const twice = [...brought.values()].filter((ids) => ids.size > 1);
  return without.length + unpaired.length + (uses.length - useOf.size) + twice.length;
}
