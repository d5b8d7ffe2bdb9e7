import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { DELIVERY_CHANNELS, type DeliveryChannel } from '../../application/deliveries/delivery-channel';
import { SmtpChannel } from './smtp-channel';
import { TwilioChannel } from './twilio-channel';

/** The channels that are configured. */
@Module({
  providers: [
    {
      provide: DELIVERY_CHANNELS,
      inject: [CONFIG],
      useFactory: (config: Config): DeliveryChannel[] => [
        ...(config.SMTP_URL ? [new SmtpChannel(config)] : []),
        ...(config.TWILIO_ACCOUNT_SID ? [new TwilioChannel(config)] : []),
      ],
    },
  ],
  exports: [DELIVERY_CHANNELS],
})
export class ChannelsModule implements OnApplicationShutdown {
  constructor(@Inject(DELIVERY_CHANNELS) private readonly channels: readonly DeliveryChannel[]) {}

  onApplicationShutdown(): void {
    for (const channel of this.channels) channel.close();
  }
}
