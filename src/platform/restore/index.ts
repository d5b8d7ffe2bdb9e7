export { type FinishedRestore, FinishRestore } from './finish-restore';
export { RestoreModule } from './restore.module';
