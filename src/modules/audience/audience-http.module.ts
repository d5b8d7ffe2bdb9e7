import { Module } from '@nestjs/common';
import { ChangeLabels } from './application/change-labels';
import { ChangeMembers } from './application/change-members';
import { PreviewSelection } from './application/preview-selection';
import { ReadLabels } from './application/read-labels';
import { ReadUsers } from './application/read-users';
import { RecordActivity } from './application/record-activity';
import { WriteUser } from './application/write-user';
import { AudienceModule } from './audience.module';
import { ImportsController } from './http/imports.controller';
import { GroupsController, TagsController } from './http/labels.controller';
import { PreviewController } from './http/preview.controller';
import { ProfileController } from './http/profile.controller';
import { RecordApiActivity } from './http/record-api-activity';
import { UsersController } from './http/users.controller';

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
