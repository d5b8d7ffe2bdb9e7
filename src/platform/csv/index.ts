export { peekFirstLine } from './peek-first-line';
export { type Line, readLines } from './read-lines';
export { type TextSource, toUtf8 } from './to-utf8';
