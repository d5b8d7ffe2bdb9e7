const known = new Map<string, boolean>();
/** Names come from outside: what is remembered of them must not grow without end. */
const MAX_KNOWN = 2_000;

/** True for a name that this runtime's time zone database knows, such as `Europe/Vienna`; offsets are no time zones. */
export function isTimeZone(name: string): boolean {
  let answer = known.get(name);
  if (answer === undefined) {
    answer = /^[A-Za-z]/.test(name) && canFormat(name);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, answer);
  }
  return answer;
}

function canFormat(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).format(0) !== '';
  } catch {
    return false;
  }
}
