/** The module's only door: other modules import from here and from nowhere deeper. */

export { countSelection, MAX_EXACT_COUNT, type SelectionCount } from './application/count-selection';
export { ImportUsers } from './application/import-users';
export { audienceTopics } from './application/outbox-topics';
export { readContacts, recipientsSql } from './application/read-contacts';
export { readTags } from './application/read-tags';
export { readUserFacts } from './application/read-user-facts';
export { RecordActivity } from './application/record-activity';
export { resolveSelection } from './application/resolve-selection';
export { nextRange, type SelectionRange, selectedAmong } from './application/scan-selection';
export {
  AudienceCliModule,
  AudienceHttpModule,
  AudienceModule,
  AudienceWorkerModule,
} from './audience.module';
export { type ResolvedSelection, type Selection, selects, type UserFacts } from './domain/selection';
export { IsSelection, SelectionDto } from './http/selection.dto';
export { audienceEntities } from './infra/entities';
export { type SelectionTime, type SqlFragment, selectionSql, type UserWindow } from './infra/selection-sql';
export type { Contact } from './infra/user-rows';
