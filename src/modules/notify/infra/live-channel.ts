/** Redis channel: somebody has something new in his inbox. The message is an outbox `Audience` as JSON. */
export const LIVE_CHANNEL = 'notify:live';
