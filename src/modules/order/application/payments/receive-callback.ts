import { Injectable } from '@nestjs/common';
import { AppError } from '../../../../shared/errors';
import { PaymentProvider, type ProviderCallback } from '../../../payment';
import { ApplyChargeResult } from './apply-charge-result';

/** What a payment provider reports by itself. It may come late, twice, or in another order than it happened. */
@Injectable()
export class ReceiveCallback {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly applyChargeResult: ApplyChargeResult,
  ) {}

  /**
   * Returns once the report has taken effect, or is known to need none; whatever is thrown makes the provider send it again.
   * @throws AppError PAYMENT_PROVIDER_NOT_FOUND, WEBHOOK_UNVERIFIED, MALFORMED_BODY, BUSY
   */
  async execute(providerName: string, callback: ProviderCallback): Promise<void> {
    if (providerName !== this.provider.name) throw new AppError('PAYMENT_PROVIDER_NOT_FOUND');
    const charge = this.provider.readCallback(callback);
    if (charge) await this.applyChargeResult.execute(charge);
  }
}
