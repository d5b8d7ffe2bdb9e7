import { Injectable } from '@nestjs/common';
import { Audit } from '../../../../platform/audit';
import { ownerFor, type Principal } from '../../../../platform/auth';
import { IdGenerator } from '../../../../platform/database';
import {
  Idempotency,
  type IdempotentRequest,
  type Outcome,
} from '../../../../platform/idempotency/idempotency';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import type { Template, TemplateDraft } from '../../domain/template';
import { TEMPLATE_IDS } from '../../infra/id-sequences';
import { insertTemplate } from '../../infra/template-rows';
import { checkTemplate } from './check-template';
import { toTemplateView } from './template-view';

/** Creates a template. Its answer is a `TemplateView`. */
@Injectable()
export class CreateTemplate {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @param merchantId only from the platform: for that merchant instead of for the platform itself
   * @throws AppError TEMPLATE_INVALID, FORBIDDEN also for a merchant's transactional one, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    draft: TemplateDraft,
    merchantId: string | null | undefined,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const owner = ownerFor(caller, merchantId);
    if (draft.transactional && caller.role !== 'platform') throw transactionalForbidden();
    checkTemplate(draft);
    const templateId = await this.ids.next(TEMPLATE_IDS);
    return this.idempotency.once(once, async (tx) => {
      const template: Template = { ...draft, templateId, merchantId: owner, createdAt: this.clock.now() };
      await insertTemplate(tx, template);
      await this.audit.record(tx, caller, {
        action: 'template.create',
        subject: 'template',
        subjectId: templateId,
        details: {
          name: draft.name,
          transactional: draft.transactional,
          locales: draft.texts.map(({ locale }) => locale),
        },
      });
      return toTemplateView(template);
    });
  }
}

/** What goes to users who want no messages is not for those who sell to say. */
function transactionalForbidden(): AppError {
  const message = 'only the platform makes transactional templates, also for a merchant';
  return new AppError('FORBIDDEN', { errors: [{ pointer: '/transactional', code: 'FORBIDDEN', message }] });
}
