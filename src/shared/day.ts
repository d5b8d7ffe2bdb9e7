/** 24 hours. A day of the calendar may be shorter or longer: see zoned-time. */
export const DAY_MS = 86_400_000;
