import { Module } from '@nestjs/common';
import { ImportUsers } from './application/imports/import-users';
import { ReadImports } from './application/imports/read-imports';
import { WriteImportChunk } from './application/imports/write-import-chunk';

const importing = [ImportUsers, WriteImportChunk, ReadImports];

/** What commands work with. */
@Module({ providers: importing, exports: importing })
export class AudienceModule {}
