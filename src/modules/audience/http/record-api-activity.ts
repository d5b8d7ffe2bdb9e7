import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedRequest } from '../../../platform/auth/guard';
import { Clock } from '../../../shared/clock';
import { RecordActivity } from '../application/record-activity';

/** Every answered call with a user's token is a sign of life. It is noted after the answer, so nobody waits for it. */
@Injectable()
export class RecordApiActivity {
  constructor(host: HttpAdapterHost, recordActivity: RecordActivity, clock: Clock) {
    host.httpAdapter.getInstance<FastifyInstance>().addHook('onResponse', (request, _reply, done) => {
      const { principal } = request as Partial<AuthenticatedRequest>;
      if (principal?.role === 'user') recordActivity.record(principal.id, clock.now());
      done();
    });
  }
}
