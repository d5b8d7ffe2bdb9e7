import { Module } from '@nestjs/common';
import { QueueModule } from '../../platform/queue';
import { PrepareDeliveries } from './application/deliveries/prepare-deliveries';
import { SendDeliveries } from './application/deliveries/send-deliveries';
import { SpreadInboxChanges } from './application/inbox/spread-inbox-changes';
import { PurgeMessages } from './application/purge-messages';
import { PurgeReminders } from './application/reminders/purge-reminders';
import { SendMessage } from './application/send-message';
import { ChannelsModule } from './infra/channels/channels.module';
import { InboxPubSub } from './infra/inbox-pubsub';
import { Presence } from './infra/presence';
import { UnsubscribeLinks } from './infra/unsubscribe-links';
import { NotifyScans } from './jobs/notify-scans';
import { PublishInboxChanges } from './jobs/publish-inbox-changes.handler';
import { ReminderScanProcessor } from './jobs/reminder-scan.processor';
import { REMINDER_SCAN_QUEUE, ScheduleReminderScan } from './jobs/reminder-scan.queue';
import { SendMessageHandler } from './jobs/send-message.handler';
import { NotifyModule } from './notify.module';

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
