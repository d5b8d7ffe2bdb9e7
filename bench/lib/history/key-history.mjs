/**
 * What came of one Idempotency-Key: what everybody who sent it was answered, and what the database holds of it.
 *
 * @typedef {{ status: number, body: string }} Answer
 * @typedef {{ name: string, sent: number, answers: Answer[], effects: string[], idOf(body: string): string, byteEqual: boolean }} KeyRecord
 */

export const NO_KEY_VIOLATIONS = Object.freeze({ doubled: 0, lost: 0, different: 0, unanswered: 0 });

/**
 * @param {readonly KeyRecord[]} records
 * @returns {Record<keyof typeof NO_KEY_VIOLATIONS, number>} how many keys had more than one effect; had none, or another one than
 *   they were told; were answered differently; or left somebody without a good answer
 */
export function checkKeys(records) {
  const violations = { ...NO_KEY_VIOLATIONS };
  for (const { sent, answers, effects, idOf, byteEqual } of records) {
    const good = answers.filter(({ status }) => status === 201);
    const told = new Set(good.map(({ body }) => idOf(body)));
    if (effects.length > 1) violations.doubled++;
    if (effects.length === 0 || [...told].some((id) => !effects.includes(id))) violations.lost++;
    if (told.size > 1 || (byteEqual && new Set(good.map(({ body }) => body)).size > 1))
      violations.different++;
    if (good.length < sent) violations.unanswered++;
  }
  return violations;
}
