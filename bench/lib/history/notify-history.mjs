// Holds what MySQL and the mail server have after a round of reminders against what there must be.

export const NO_VIOLATIONS = { lost: 0, doubled: 0, unfinished: 0, mail_lost: 0, mail_doubled: 0 };

/**
 * @param {object} facts
 * @param {number[]} facts.users who was to be reminded, once each
 * @param {number[]} facts.inbox the user of every inbox row
 * @param {number} facts.open reminders and deliveries that are not settled
 * @param {string[]} facts.mails the Message-ID that each user's e-mail must have
 * @param {string[]} facts.received the Message-ID of every e-mail that the server accepted
 * @param {Set<string>} facts.unacknowledged those that the server accepted and a dead worker, or a dead connection, never heard of
 */
export function checkReminders({ users, inbox, open, mails, received, unacknowledged }) {
  const rows = countOf(inbox);
  const copies = countOf(received);
  return {
    lost: users.filter((user) => !rows.has(user)).length,
    doubled: [...rows.values()].filter((count) => count > 1).length,
    unfinished: open,
    mail_lost: mails.filter((id) => !copies.has(id)).length,
    mail_doubled: [...copies].filter(([id, count]) => count > 1 && !unacknowledged.has(id)).length,
  };
}

function countOf(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
