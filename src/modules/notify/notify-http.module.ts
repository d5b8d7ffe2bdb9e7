import { Module } from '@nestjs/common';
import { CreateMessage } from './application/create-message';
import { ReadDeliveries } from './application/deliveries/read-deliveries';
import { RetryDelivery } from './application/deliveries/retry-delivery';
import { LiveStreams } from './application/inbox/live-streams';
import { MarkRead } from './application/inbox/mark-read';
import { ReadInbox } from './application/inbox/read-inbox';
import { ReadMessages } from './application/read-messages';
import { CreateTemplate } from './application/templates/create-template';
import { ReadTemplates } from './application/templates/read-templates';
import { RenderTemplate } from './application/templates/render-template';
import { Unsubscribe } from './application/unsubscribe';
import { DeliveriesController } from './http/deliveries.controller';
import { EventsController } from './http/events.controller';
import { InboxController } from './http/inbox.controller';
import { MessagesController } from './http/messages.controller';
import { TemplatesController } from './http/templates.controller';
import { UnsubscribeController } from './http/unsubscribe.controller';
import { InboxPubSub } from './infra/inbox-pubsub';
import { Presence } from './infra/presence';
import { UnsubscribeLinks } from './infra/unsubscribe-links';
import { NotifyModule } from './notify.module';

/** Inboxes, templates and messages. */
@Module({
  imports: [NotifyModule],
  controllers: [
    TemplatesController,
    MessagesController,
    DeliveriesController,
    InboxController,
    EventsController,
    UnsubscribeController,
  ],
  providers: [
    CreateTemplate,
    ReadTemplates,
    RenderTemplate,
    CreateMessage,
    ReadMessages,
    ReadDeliveries,
    RetryDelivery,
    ReadInbox,
    MarkRead,
    Presence,
    InboxPubSub,
    LiveStreams,
    UnsubscribeLinks,
    Unsubscribe,
  ],
})
export class NotifyHttpModule {}
