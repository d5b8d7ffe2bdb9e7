import { Module } from '@nestjs/common';
import { ChangeLabels } from './application/change-labels';
import { ChangeMembers } from './application/change-members';
import { ImportUsers } from './application/imports/import-users';
import { PurgeRejects } from './application/imports/purge-rejects';
import { ReadImports } from './application/imports/read-imports';
import { WriteImportChunk } from './application/imports/write-import-chunk';
import { PreviewSelection } from './application/preview-selection';
import { ReadLabels } from './application/read-labels';
import { ReadUsers } from './application/read-users';
import { RecordActivity } from './application/record-activity';
import { RemoveLabelMembers } from './application/remove-label-members';
import { WriteUser } from './application/write-user';
import { ImportsController } from './http/imports.controller';
import { GroupsController, TagsController } from './http/labels.controller';
import { PreviewController } from './http/preview.controller';
import { ProfileController } from './http/profile.controller';
import { RecordApiActivity } from './http/record-api-activity';
import { UsersController } from './http/users.controller';
import { AudienceScans } from './jobs/audience-scans';
import { RemoveMembers } from './jobs/remove-members.handler';

const importing = [ImportUsers, WriteImportChunk, ReadImports];

/** What commands work with. */
@Module({ providers: importing, exports: importing })
export class AudienceModule {}

/** Serves HTTP, and notes who is active. */
@Module({
  imports: [AudienceModule],
  providers: [
    ChangeLabels,
    ChangeMembers,
    PreviewSelection,
    ReadLabels,
    ReadUsers,
    RecordActivity,
    RecordApiActivity,
    WriteUser,
  ],
  controllers: [
    TagsController,
    GroupsController,
    UsersController,
    ProfileController,
    PreviewController,
    ImportsController,
  ],
  exports: [RecordActivity],
})
export class AudienceHttpModule {}

/** Carries out jobs. */
@Module({ providers: [RemoveLabelMembers, RemoveMembers, PurgeRejects, AudienceScans] })
export class AudienceWorkerModule {}
