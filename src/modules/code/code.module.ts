import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { CodeBook } from './application/code-book';
import { ExportCodes } from './application/export-codes';
import { GenerateCodes } from './application/generate-codes';
import { LookUpCode } from './application/look-up-code';
import { RevokeCodes } from './application/revoke-codes';
import { SetWord } from './application/set-word';
import { CodeKeys } from './infra/code-keys';

const actions = [CodeBook, ExportCodes, GenerateCodes, LookUpCode, RevokeCodes, SetWord];

/** What merchants and operators do with codes. */
@Module({ imports: [BatchModule], providers: [CodeKeys, ...actions], exports: actions })
export class CodeModule {}
