export { Deadline, remainingMs, withoutDeadline } from './deadline';
