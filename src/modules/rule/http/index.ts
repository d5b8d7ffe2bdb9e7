/** What other modules' HTTP takes from this one's. */

export { reasonsSchema } from './reason.schemas';
