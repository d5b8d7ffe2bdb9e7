/** What other modules' HTTP takes from this one's. */

export { ClaimedCouponDto } from './claim.dto';
