import { AudienceUserEntity } from './audience-user.entity';
import { GroupMemberEntity, UserGroupEntity } from './group.entities';
import { TagEntity, UserTagEntity } from './tag.entities';

/** Every table of this room, for the schema. */
export const audienceEntities = [
  AudienceUserEntity,
  TagEntity,
  UserTagEntity,
  UserGroupEntity,
  GroupMemberEntity,
];
