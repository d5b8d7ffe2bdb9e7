/** What other modules' HTTP takes from this one's. */

export { OwnPriceCartDto, OwnPriceLineDto } from './cart.dto';
export { reasonsSchema } from './reason.schemas';
