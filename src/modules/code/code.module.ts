import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { NotifyModule } from '../notify';
import { CodeBook } from './application/code-book';
import { CountCodes } from './application/count-codes';
import { ExportCodes } from './application/export-codes';
import { GenerateCodes } from './application/generate-codes';
import { LookUpCode } from './application/look-up-code';
import { MakeSentCodes } from './application/make-sent-codes';
import { RevokeCodes } from './application/revoke-codes';
import { SetWord } from './application/set-word';
import { WriteCodes } from './application/write-codes';
import { CodeKeys } from './infra/code-keys';

const actions = [
  CodeBook,
  CountCodes,
  ExportCodes,
  GenerateCodes,
  LookUpCode,
  MakeSentCodes,
  RevokeCodes,
  SetWord,
];

/** What merchants and operators do with codes. */
@Module({
  imports: [BatchModule, NotifyModule],
  providers: [CodeKeys, WriteCodes, ...actions],
  exports: actions,
})
export class CodeModule {}
