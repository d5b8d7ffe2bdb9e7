import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { counter } from '../../../platform/metrics';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { refuseEmail } from '../../audience';
import { UnsubscribeLinks } from '../infra/unsubscribe-links';

const unsubscribed = counter('coupon_unsubscribes_total', 'E-mail refused by the link of an e-mail');

/** Users refuse further e-mails by the link of one. What is transactional goes on. */
@Injectable()
export class Unsubscribe {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError UNSUBSCRIBE_LINK_INVALID */
  check(token: string): string {
    const userId = this.links.userOf(token);
    if (userId === undefined) throw new AppError('UNSUBSCRIBE_LINK_INVALID');
    return userId;
  }

  /** Any number of times. @throws AppError UNSUBSCRIBE_LINK_INVALID */
  async execute(token: string): Promise<void> {
    const userId = this.check(token);
    await this.database.transaction((tx) => refuseEmail(tx, userId, this.clock.now()));
    unsubscribed.inc();
  }
}
