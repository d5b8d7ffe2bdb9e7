export { type FinishedRestore, FinishRestore } from './finish-restore';
