import { Injectable } from '@nestjs/common';
import { mayManage, type Principal } from '../../../../platform/auth';
import { Database, type SqlReader } from '../../../../platform/database';
import { type Page, pageLength, readIdCursor, toPage } from '../../../../platform/paging';
import { AppError } from '../../../../shared/errors';
import type { Template } from '../../domain/template';
import { selectTemplate, selectTemplateSizes, selectTemplates } from '../../infra/template-rows';

/** @throws AppError TEMPLATE_NOT_FOUND also for another merchant's */
export async function findTemplate(
  reader: SqlReader,
  caller: Principal,
  templateId: string,
): Promise<Template> {
  const template = await selectTemplate(reader, templateId);
  if (!template || !mayManage(caller, template.merchantId)) throw new AppError('TEMPLATE_NOT_FOUND');
  return template;
}

@Injectable()
export class ReadTemplates {
  constructor(private readonly database: Database) {}

  /** @throws AppError TEMPLATE_NOT_FOUND */
  one(caller: Principal, templateId: string): Promise<Template> {
    return findTemplate(this.database, caller, templateId);
  }

  /**
   * A merchant's own templates, for the platform everyone's, newest id first. Of large ones a page has fewer than `limit`.
   * @throws AppError INVALID_CURSOR
   */
  async page(
    caller: Principal,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<Template>> {
    const sizes = await selectTemplateSizes(this.database, {
      merchantId: caller.merchantId,
      before: readIdCursor(cursor),
      limit: limit + 1,
    });
    const length = pageLength(
      sizes.map(({ bytes }) => bytes),
      limit,
    );
    const shown = toPage(
      sizes,
      length,
      ({ templateId }) => [templateId],
      ({ templateId }) => templateId,
    );
    return { items: await selectTemplates(this.database, shown.items), nextCursor: shown.nextCursor };
  }
}
