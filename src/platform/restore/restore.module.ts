import { Module } from '@nestjs/common';
import { FinishRestore } from './finish-restore';

@Module({ providers: [FinishRestore] })
export class RestoreModule {}
