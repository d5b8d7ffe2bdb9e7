export { Deadline, remainingMs, withinDeadline, withoutDeadline } from './deadline';
