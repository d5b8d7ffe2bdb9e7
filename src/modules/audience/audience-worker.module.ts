import { Module } from '@nestjs/common';
import { PurgeRejects } from './application/imports/purge-rejects';
import { RemoveLabelMembers } from './application/remove-label-members';
import { AudienceScans } from './jobs/audience-scans';
import { RemoveMembers } from './jobs/remove-members.handler';

/** Carries out jobs. */
@Module({ providers: [RemoveLabelMembers, RemoveMembers, PurgeRejects, AudienceScans] })
export class AudienceWorkerModule {}
