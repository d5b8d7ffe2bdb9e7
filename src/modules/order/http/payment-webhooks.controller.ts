import { Controller, HttpCode, Param, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../platform/auth/guard';
import { Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { ReceiveCallback } from '../application/payments/receive-callback';

/** Far more than an event has. Its signature is computed over all of it, while nobody else is served. */
const MAX_BYTES = 256 * 1024;
const EXAMPLE = {
  type: 'charge.updated',
  timestamp: '2026-11-24T08:00:00.000Z',
  data: {
    reference: '1',
    providerPaymentId: 'sandbox_1',
    state: 'succeeded',
    amountMinor: 2_500,
    currency: 'USD',
    declineCode: null,
  },
};

/** Where payment providers report. Nobody logs in here: the signature over the body is what is believed. */
@ApiTags('payments')
@Controller('v1/payment-webhooks')
export class PaymentWebhooksController {
  constructor(private readonly receiveCallback: ReceiveCallback) {}

  @Post(':provider')
  @Public()
  @RateClass('webhook')
  @Problems('WEBHOOK_UNVERIFIED', 'PAYMENT_PROVIDER_NOT_FOUND', 'PAYLOAD_TOO_LARGE', 'OUTCOME_UNKNOWN')
  @HttpCode(204)
  @ApiOperation({
    summary: 'A signed report of a payment provider',
    description:
      'The sandbox signs as Standard Webhooks says (webhook-id, webhook-timestamp, webhook-signature), Stripe with stripe-signature. ' +
      'Older than five minutes or badly signed: 401 WEBHOOK_UNVERIFIED. 204 once it has taken effect; it may come any number of times.',
  })
  @ApiParam({ name: 'provider', enum: ['sandbox', 'stripe'], example: 'sandbox' })
  @ApiBody({
    description: 'As the provider writes it.',
    schema: { type: 'object', additionalProperties: true, example: EXAMPLE },
  })
  @ApiNoContentResponse()
  async receive(
    @Param('provider') provider: string,
    @Req() request: RawBodyRequest<FastifyRequest>,
  ): Promise<void> {
    const { rawBody: body, headers } = request;
    if (!body) throw new AppError('WEBHOOK_UNVERIFIED');
    if (body.length > MAX_BYTES) throw new AppError('PAYLOAD_TOO_LARGE');
    await this.receiveCallback.execute(provider, { headers, body });
  }
}
