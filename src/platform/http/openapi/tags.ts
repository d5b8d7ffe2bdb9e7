/** What the operations are about, in the order of work: from what is sold to what is told to users. */
export const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['catalogue', 'Products, categories and shipping rates: what an order is made of.'],
  ['rules', 'What a coupon takes off, and when. A published batch freezes its rule.'],
  ['batches', 'A stock of equal coupons: its rule, limits, windows, audience and budget.'],
  ['audience', 'Users with their tags and groups, and whom a selection means.'],
  [
    'distributions',
    'Coupons for up to millions of users at once, as a task that can be watched and stopped.',
  ],
  ['coupons', 'Users get coupons; merchants and the platform issue and revoke them.'],
  ['codes', 'Promotion codes: made, exported and revoked by merchants, redeemed by users.'],
  ['checkout', 'What a cart costs, with the best coupons. Nothing is stored.'],
  ['orders', 'Orders with their coupons, paid or cancelled.'],
  ['payments', "What payment providers tell us about orders' payments."],
  ['refunds', 'Money back for units of a paid order, and what becomes of its coupons.'],
  ['coupon locks', 'The same three steps for an order system of your own: lock, then confirm or cancel.'],
  ['messages', 'What users are told: templates, messages, and how each one was delivered.'],
  ['inbox', "A user's own messages, and what happens to them live."],
  ['health', 'Whether the process runs and can serve.'],
];
