import type { Label } from '../infra/label-rows';

/** A tag or group as its readers see it. */
export interface LabelView {
  code: string;
  name: string;
  createdAt: string;
}

export function toLabelView({ code, name, createdAt }: Label): LabelView {
  return { code, name, createdAt: createdAt.toISOString() };
}
