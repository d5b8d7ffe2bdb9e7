import { Module } from '@nestjs/common';
import { ChangeLabels } from './application/change-labels';
import { ChangeMembers } from './application/change-members';
import { ImportUsers } from './application/import-users';
import { PreviewSelection } from './application/preview-selection';
import { ReadImports } from './application/read-imports';
import { ReadLabels } from './application/read-labels';
import { ReadUsers } from './application/read-users';
import { RecordActivity } from './application/record-activity';
import { RemoveLabelMembers } from './application/remove-label-members';
import { WriteImportChunk } from './application/write-import-chunk';
import { WriteUser } from './application/write-user';
import { ImportsController } from './http/imports.controller';
import { GroupsController, TagsController } from './http/labels.controller';
import { PreviewController } from './http/preview.controller';
import { ProfileController } from './http/profile.controller';
import { RecordApiActivity } from './http/record-api-activity';
import { UsersController } from './http/users.controller';
import { RemoveMembers } from './jobs/remove-members';

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
@Module({ providers: [RemoveLabelMembers, RemoveMembers] })
export class AudienceWorkerModule {}
