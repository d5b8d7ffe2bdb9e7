import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import type { SqlReader } from '../../../platform/database';
import { AppError, type FieldError } from '../../../shared/errors';
import { MakeSentCodes } from '../../code';
import { codeTextProblems } from '../../notify';
import type { DistributionRequest } from './distribution-request';

/** Whether a distribution can send each of its users a code of their own. */
@Injectable()
export class CheckSentCodes {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'CODE_LINK'>,
    private readonly makeCodes: MakeSentCodes,
  ) {}

  /** What the request itself says wrong: one code each, and a message that tells it. */
  errorsOf({ perUser, message }: Pick<DistributionRequest, 'perUser' | 'message'>): FieldError[] {
    const errors: FieldError[] = [];
    if (perUser !== 1) {
      errors.push({ pointer: '/perUser', code: 'ONE_CODE_EACH', message: 'a user is sent one code' });
    }
    if (!message) {
      errors.push({ pointer: '/message', code: 'REQUIRED', message: 'codes are sent in a message' });
      return errors;
    }
    const problems = codeTextProblems(message, this.config.CODE_LINK !== undefined);
    return [...errors, ...problems.map((problem) => ({ ...problem, pointer: `/message${problem.pointer}` }))];
  }

  /** @throws AppError CODE_KEY_MISSING, DISTRIBUTION_INVALID */
  async checkRoom(reader: SqlReader, batchId: string, count: number): Promise<void> {
    const room = await this.makeCodes.room(reader, batchId);
    if (room > 0 && room >= count) return;
    const message = `the batch has room for ${room} more codes`;
    throw new AppError('DISTRIBUTION_INVALID', {
      errors: [{ pointer: '/batchId', code: 'TOO_MANY_CODES', message }],
    });
  }
}
