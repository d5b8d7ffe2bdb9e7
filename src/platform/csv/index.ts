export { type Line, readLines } from './read-lines';
export type { TextSource } from './to-utf8';
