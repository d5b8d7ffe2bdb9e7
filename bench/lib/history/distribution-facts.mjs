/**
 * What MySQL says of one distribution after its end, and whether it adds up.
 *
 * @typedef {object} Wanted
 * @property {number} users in the audience
 * @property {number} perUser coupons for each, which nobody had any of before
 * @property {number | null} stock of the batch before; null: no limit
 *
 * @typedef {object} Facts
 * @property {string} status of the distribution
 * @property {number} issued coupons, as it counted them @property {number} served users @property {number} skipped users
 * @property {number} unserved users @property {number} failed users of failed chunks
 * @property {number} chunkIssued coupons, as its chunks counted them
 * @property {number} pending chunks that are neither done nor closed
 * @property {number} reservedLeft what the task holds @property {number} reserved what the batch holds for tasks
 * @property {number | null} left stock @property {number} assigned the batch's counter
 * @property {number} coupons rows @property {number} holders users with rows
 * @property {number} mostOfOne most rows of one user @property {number} fewestOfOne fewest rows of one holder
 * @property {number} strangers rows of users who are not in the audience
 * @property {number} reminders rows @property {number} remindedUsers
 */

export const NO_VIOLATIONS = Object.freeze({
  stuck: 0,
  missing: 0,
  doubled: 0,
  oversold: 0,
  drift: 0,
  progress: 0,
  unreturned: 0,
  reminders: 0,
});

/**
 * Exactly `perUser` coupons for every user whom the stock reaches, counters that agree with rows, nothing reserved, nothing left
 * to do. Every violation counts how much is wrong.
 * @param {Wanted} wanted @param {Facts} facts
 */
export function checkDistribution({ users, perUser, stock }, facts) {
  const violations = { ...NO_VIOLATIONS };
  const reachable = Math.min(users * perUser, stock ?? Number.POSITIVE_INFINITY);
  const isShort = reachable < users * perUser;

  if (facts.status !== (isShort ? 'exhausted' : 'done')) violations.stuck++;
  violations.stuck += facts.pending;
  violations.missing = Math.max(0, reachable - facts.coupons);
  violations.doubled = facts.strangers + Math.max(0, facts.mostOfOne - perUser);
  if (!isShort) violations.doubled += Math.abs(facts.holders - users) + Math.abs(facts.fewestOfOne - perUser);
  violations.oversold = Math.max(0, facts.coupons - (stock ?? Number.POSITIVE_INFINITY));
  if (facts.assigned !== facts.coupons) violations.drift++;
  if (stock !== null && facts.left + facts.reserved + facts.assigned !== stock) violations.drift++;
  const turns = facts.served + facts.skipped + facts.unserved + facts.failed;
  for (const [told, is] of [
    [facts.issued, facts.coupons],
    [facts.chunkIssued, facts.coupons],
    [facts.served, facts.holders],
    [turns, users],
  ]) {
    if (told !== is) violations.progress++;
  }
  violations.unreturned = Math.abs(facts.reserved) + Math.abs(facts.reservedLeft);
  // One reminder for each holder and day, and the batches of a run have one day.
  violations.reminders =
    Math.abs(facts.reminders - facts.holders) + Math.abs(facts.remindedUsers - facts.holders);
  return violations;
}
