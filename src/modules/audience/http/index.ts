/** What other modules' HTTP takes from this one's. */

export { IsSelection, SelectionDto, UnlistedSelectionDto } from './selection.dto';
