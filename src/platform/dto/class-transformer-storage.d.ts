/** Where class-transformer keeps what its decorators say; its package has the types for it, but not beside the file. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage';
}
