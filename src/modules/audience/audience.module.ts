import { Module } from '@nestjs/common';
import { RecordActivity } from './application/record-activity';

/** Users, tags, groups: what every process can do with them. */
@Module({ providers: [RecordActivity], exports: [RecordActivity] })
export class AudienceModule {}
