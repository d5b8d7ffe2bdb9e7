export {
  invalidCursor,
  MAX_PAGE_SIZE,
  type Page,
  pageLength,
  readCursor,
  readIdCursor,
  readTimeCursor,
  toPage,
} from './cursor';
