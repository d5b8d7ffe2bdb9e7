import { AudienceUserEntity } from './audience-user.entity';
import { GroupMemberEntity, UserGroupEntity } from './group.entities';
import { AudienceImportEntity, AudienceImportRejectEntity } from './import.entities';
import { TagEntity, UserTagEntity } from './tag.entities';

/** Every table of this module, for the schema. */
export const audienceEntities = [
  AudienceUserEntity,
  TagEntity,
  UserTagEntity,
  UserGroupEntity,
  GroupMemberEntity,
  AudienceImportEntity,
  AudienceImportRejectEntity,
];
