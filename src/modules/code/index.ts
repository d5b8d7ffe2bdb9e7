/** The module's only door: other modules import from here and from nowhere deeper. */

export { ExportCodes } from './application/export-codes';
export { GenerateCodes } from './application/generate-codes';
export { MakeSentCodes } from './application/make-sent-codes';
export { SetWord } from './application/set-word';
export { CodeModule } from './code.module';
