import { Module } from '@nestjs/common';
import { QueueModule } from '../../platform/queue';
import { BatchModule } from '../batch';
import { Announce } from './application/announce';
import { CreateMessage } from './application/create-message';
import { PlanDeliveries } from './application/deliveries/plan-deliveries';
import { PrepareDeliveries } from './application/deliveries/prepare-deliveries';
import { ReadDeliveries } from './application/deliveries/read-deliveries';
import { RetryDelivery } from './application/deliveries/retry-delivery';
import { SendDeliveries } from './application/deliveries/send-deliveries';
import { LiveStreams } from './application/inbox/live-streams';
import { MarkRead } from './application/inbox/mark-read';
import { ReadInbox } from './application/inbox/read-inbox';
import { SpreadInboxChanges } from './application/inbox/spread-inbox-changes';
import { WriteInboxes } from './application/inbox/write-inboxes';
import { OpenMessage } from './application/open-message';
import { PurgeMessages } from './application/purge-messages';
import { ReadMessages } from './application/read-messages';
import { DecideReminders } from './application/reminders/decide-reminders';
import { PurgeReminders } from './application/reminders/purge-reminders';
import { ReminderCoupons } from './application/reminders/reminder-coupons';
import { ReminderMessages } from './application/reminders/reminder-messages';
import { RunReminders } from './application/reminders/run-reminders';
import { ScanReminders } from './application/reminders/scan-reminders';
import { SendMessage } from './application/send-message';
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
import { ChannelsModule } from './infra/channels/channels.module';
import { InboxPubSub } from './infra/inbox-pubsub';
import { Presence } from './infra/presence';
import { UnsubscribeLinks } from './infra/unsubscribe-links';
import { NotifyScans } from './jobs/notify-scans';
import { PublishInboxChanges } from './jobs/publish-inbox-changes.handler';
import { ReminderScanProcessor } from './jobs/reminder-scan.processor';
import { REMINDER_SCAN_QUEUE, ScheduleReminderScan } from './jobs/reminder-scan.queue';
import { SendMessageHandler } from './jobs/send-message.handler';

const actions = [
  OpenMessage,
  PlanDeliveries,
  WriteInboxes,
  Announce,
  ReminderMessages,
  ReminderCoupons,
  DecideReminders,
  ScanReminders,
  RunReminders,
];

/** Messages to users and reminders, whichever process sends them. */
@Module({ imports: [BatchModule], providers: actions, exports: actions })
export class NotifyModule {}

/** Inboxes, templates and messages. */
@Module({
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

/** Carries out jobs and due scans. */
@Module({
  imports: [QueueModule.forQueue(REMINDER_SCAN_QUEUE), NotifyModule, ChannelsModule],
  providers: [
    ScheduleReminderScan,
    ReminderScanProcessor,
    PurgeReminders,
    PurgeMessages,
    NotifyScans,
    SendMessage,
    SendMessageHandler,
    InboxPubSub,
    SpreadInboxChanges,
    PublishInboxChanges,
    Presence,
    SendDeliveries,
    PrepareDeliveries,
    UnsubscribeLinks,
  ],
})
export class NotifyWorkerModule {}
