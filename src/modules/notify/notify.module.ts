import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { Announce } from './application/announce';
import { CreateMessage } from './application/create-message';
import { CreateTemplate } from './application/create-template';
import { LiveStreams } from './application/live-streams';
import { MarkRead } from './application/mark-read';
import { OpenMessage } from './application/open-message';
import { PlanDeliveries } from './application/plan-deliveries';
import { PurgeMessages } from './application/purge-messages';
import { PurgeReminders } from './application/purge-reminders';
import { ReadDeliveries } from './application/read-deliveries';
import { ReadInbox } from './application/read-inbox';
import { ReadMessages } from './application/read-messages';
import { ReadTemplates } from './application/read-templates';
import { ReminderMessages } from './application/reminder-messages';
import { RenderTemplate } from './application/render-template';
import { RetryDelivery } from './application/retry-delivery';
import { RunReminders } from './application/run-reminders';
import { ScanReminders } from './application/scan-reminders';
import { SendDeliveries } from './application/send-deliveries';
import { SendMessage } from './application/send-message';
import { SpreadInboxChanges } from './application/spread-inbox-changes';
import { WriteInboxes } from './application/write-inboxes';
import { DeliveriesController } from './http/deliveries.controller';
import { EventsController } from './http/events.controller';
import { InboxController } from './http/inbox.controller';
import { MessagesController } from './http/messages.controller';
import { TemplatesController } from './http/templates.controller';
import { ChannelsModule } from './infra/channels/channels.module';
import { InboxPubSub } from './infra/inbox-pubsub';
import { Presence } from './infra/presence';
import { NotifyScans } from './jobs/notify-scans';
import { PublishInboxChanges } from './jobs/publish-inbox-changes';
import { ReminderScanProcessor } from './jobs/reminder-scan.processor';
import { REMINDER_SCAN_QUEUE, ScheduleReminderScan } from './jobs/reminder-scan.queue';
import { SendMessageHandler } from './jobs/send-message.handler';

const actions = [
  OpenMessage,
  PlanDeliveries,
  WriteInboxes,
  Announce,
  ReminderMessages,
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
  ],
})
export class NotifyHttpModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [BullModule.registerQueue({ name: REMINDER_SCAN_QUEUE }), NotifyModule, ChannelsModule],
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
  ],
})
export class NotifyWorkerModule {}
