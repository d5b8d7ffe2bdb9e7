export {
  invalidCursor,
  MAX_PAGE_SIZE,
  type Page,
  readCursor,
  readIdCursor,
  readTimeCursor,
  toPage,
} from './cursor';
