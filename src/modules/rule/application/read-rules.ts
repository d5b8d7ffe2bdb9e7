import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../platform/paging';
import { type StoredRule, selectRules } from '../infra/rule-rows';
import { findRule } from './find-rule';

@Injectable()
export class ReadRules {
  constructor(private readonly database: Database) {}

  /** @throws AppError RULE_NOT_FOUND */
  one(caller: Principal, ruleId: string): Promise<StoredRule> {
    return findRule(this.database, caller, ruleId);
  }

  /**
   * A merchant's own rules, for the platform everyone's, newest id first.
   * @throws AppError INVALID_CURSOR
   */
  async page(
    caller: Principal,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<StoredRule>> {
    const rows = await selectRules(this.database, {
      merchantId: caller.merchantId,
      before: readIdCursor(cursor),
      limit: limit + 1,
    });
    return toPage(
      rows,
      limit,
      (rule) => [rule.ruleId],
      (rule) => rule,
    );
  }
}
