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
   * @throws AppError TEMPLATE_INVALID, FORBIDDEN, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    draft: TemplateDraft,
    merchantId: string | null | undefined,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const owner = ownerFor(caller, merchantId);
    checkTemplate(draft);
    const templateId = await this.ids.next(TEMPLATE_IDS);
    return this.idempotency.once(once, async (tx) => {
      const template: Template = { ...draft, templateId, merchantId: owner, createdAt: this.clock.now() };
      await insertTemplate(tx, template);
      await this.audit.record(tx, caller, {
        action: 'template.create',
        subject: 'template',
        subjectId: templateId,
        details: { name: draft.name, locales: draft.texts.map(({ locale }) => locale) },
      });
      return toTemplateView(template);
    });
  }
}
