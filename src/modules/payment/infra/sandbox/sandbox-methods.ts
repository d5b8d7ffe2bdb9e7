/** What a method token of the sandbox does. Part of the documented API: tests and demos rely on it. */
export interface SandboxMethod {
  declineCode: string | null;
  /** The charge is pending this long. */
  settleMs: number;
  /** How often the sandbox reports the outcome by itself, after it settled. */
  callbacks: number;
  /** The charge takes effect, and the answer is lost on the way. */
  losesReply: boolean;
  /** How much less than asked it takes, in minor units. */
  shortMinor: number;
  /** It never gives anything back. */
  refusesRefunds: boolean;
}

const GOOD: SandboxMethod = {
  declineCode: null,
  settleMs: 0,
  callbacks: 0,
  losesReply: false,
  shortMinor: 0,
  refusesRefunds: false,
};
const SLOW_MS = 1_000;

export const SANDBOX_METHODS: Readonly<Record<string, SandboxMethod>> = {
  sandbox_ok: GOOD,
  sandbox_declined: { ...GOOD, declineCode: 'card_declined' },
  sandbox_no_funds: { ...GOOD, declineCode: 'insufficient_funds' },
  sandbox_slow_ok: { ...GOOD, settleMs: SLOW_MS, callbacks: 1 },
  sandbox_slow_declined: { ...GOOD, settleMs: SLOW_MS, callbacks: 1, declineCode: 'card_declined' },
  sandbox_repeats: { ...GOOD, callbacks: 3 },
  sandbox_lost_reply: { ...GOOD, losesReply: true },
  sandbox_short: { ...GOOD, shortMinor: 1 },
  sandbox_no_refund: { ...GOOD, refusesRefunds: true },
};

/** Tokens that the sandbox does not know are declined, as a card would be that nobody issued. */
export const UNKNOWN_METHOD: SandboxMethod = { ...GOOD, declineCode: 'unknown_method' };
