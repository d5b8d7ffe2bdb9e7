/** The module's only door: other modules import from here and from nowhere deeper. */

export { countSelection, MAX_EXACT_COUNT, type SelectionCount } from './application/count-selection';
export { ImportUsers } from './application/imports/import-users';
export { audienceTopics } from './application/outbox-topics';
export { readContacts } from './application/read-contacts';
export { RecordActivity } from './application/record-activity';
export { resolveSelection } from './application/resolve-selection';
export { nextRange, type SelectionRange, selectedAmong } from './application/scan-selection';
export { AudienceModule } from './audience.module';
export type { Contact } from './domain/contact-data';
export { type ResolvedSelection, type Selection, selects, type UserFacts } from './domain/selection';
export { refuseEmail } from './infra/consent-rows';
export { selectTagCodes } from './infra/label-rows';
export { recipientsSql } from './infra/recipients-sql';
export {
  countSql,
  type SelectionTime,
  type SqlFragment,
  selectionSql,
  type UserWindow,
} from './infra/selection-sql';
export { markUndeliverable, selectUserFacts } from './infra/user-rows';
