import type { Template, TemplateTexts } from '../../domain/template';

/** A template as it leaves the API: an explicit whitelist. */
export interface TemplateView {
  templateId: string;
  merchantId: string | null;
  name: string;
  transactional: boolean;
  defaultLocale: string;
  variables: string[];
  texts: TemplateTexts[];
  createdAt: string;
}

export function toTemplateView(template: Template): TemplateView {
  return {
    templateId: template.templateId,
    merchantId: template.merchantId,
    name: template.name,
    transactional: template.transactional,
    defaultLocale: template.defaultLocale,
    variables: [...template.variables],
    texts: [...template.texts],
    createdAt: template.createdAt.toISOString(),
  };
}
