/** The module's only door: other modules import from here and from nowhere deeper. */
export { countSelection, MAX_EXACT_COUNT, type SelectionCount } from './application/count-selection';
export { type Contact, readContacts, recipientsSql } from './application/read-contacts';
export { readTags } from './application/read-tags';
export { RecordActivity } from './application/record-activity';
export { resolveSelection } from './application/resolve-selection';
export { type Boundary, nextBoundary, selectedAmong } from './application/walk-selection';
export { AudienceModule } from './audience.module';
export type { ResolvedSelection, Selection } from './domain/selection';
export { IsSelection, SelectionDto } from './http/selection.dto';
export { audienceEntities } from './infra/entities';
export { type SelectionTime, type SqlFragment, selectionSql, type UserWindow } from './infra/selection-sql';
