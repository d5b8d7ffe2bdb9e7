/**
 * Who said whether a user may be written to. The user's own word (in their settings, or by the link of an e-mail) goes before what
 * the platform reports of them.
 */
export const CONSENT_SOURCES = ['user', 'link', 'platform', 'import'] as const;
export type ConsentSource = (typeof CONSENT_SOURCES)[number];

/** One of the things that a user agrees to or not. */
export const CONSENTS = ['emailOptIn', 'smsOptIn', 'optedOut'] as const;
export type ConsentName = (typeof CONSENTS)[number];

/** How far ahead the clock of whoever reports may be. */
const MAX_AHEAD_MS = 5 * 60_000;

/** A consent that lies in the future would go before everything that the user says until then. */
export function mayBeConsentTime(at: Date, now: Date): boolean {
  return at.getTime() <= now.getTime() + MAX_AHEAD_MS;
}

/** What is known of one of them. */
export interface Consent {
  value: boolean;
  /** When the user said so; of a report without a date, when it came. null: nobody has said anything yet, or long ago. */
  at: Date | null;
  /** null: nobody has said anything yet, and `value` is what holds then. */
  source: ConsentSource | null;
}

export type Consents = Record<ConsentName, Consent>;

/** What holds of a user of whom nobody has said anything. */
export const NO_CONSENTS: Consents = {
  emailOptIn: { value: false, at: null, source: null },
  smsOptIn: { value: false, at: null, source: null },
  optedOut: { value: false, at: null, source: null },
};

/** What somebody reports of a user. */
export interface ReportedConsents {
  values: Partial<Record<ConsentName, boolean>>;
  source: 'platform' | 'import';
  /** When the user said so, where that is known. */
  at: Date | null;
}

export interface DecidedConsents {
  consents: Consents;
  /** Reported as agreed, and kept as not. */
  kept: ConsentName[];
}

/**
 * What holds after a report. It may end an agreement, but it brings one only where nobody has refused before, or where it is
 * known to be later than the refusal: whoever reports has often an old list. What ended an agreement before the user themself
 * agreed again counts no more.
 */
export function decideConsents(known: Consents, report: ReportedConsents, now: Date): DecidedConsents {
  const consents = { ...known };
  const kept: ConsentName[] = [];
  for (const name of CONSENTS) {
    const value = report.values[name];
    if (value === undefined) continue;
    const before = known[name];
    const said: Consent = { value, at: report.at ?? now, source: report.source };
    if (before.value === value) {
      // The date of the last refusal is what a later agreement is compared with.
      if (before.source === null || (!isOwn(before) && isLater(report.at, before.at))) consents[name] = said;
    } else if (agrees(name, value)) {
      if (isRefusal(name, before) && !isLater(report.at, before.at)) kept.push(name);
      else consents[name] = said;
    } else if (!isOwn(before) || report.at === null || isLater(report.at, before.at)) {
      consents[name] = said;
    }
  }
  return { consents, kept };
}

/** True when this value lets more messages through than the other one. */
function agrees(name: ConsentName, value: boolean): boolean {
  return name === 'optedOut' ? !value : value;
}

/** To be opted out is never so by itself; to have agreed to nothing is how everybody begins. */
function isRefusal(name: ConsentName, { value, source }: Consent): boolean {
  return !agrees(name, value) && (name === 'optedOut' || source !== null);
}

function isOwn({ source }: Consent): boolean {
  return source === 'user' || source === 'link';
}

function isLater(at: Date | null, than: Date | null): boolean {
  return at !== null && than !== null && at > than;
}
