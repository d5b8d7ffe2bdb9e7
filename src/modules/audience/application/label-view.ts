import type { Label } from '../infra/label-rows';

/** A tag or group as its readers see it. */
export interface LabelView {
  code: string;
  name: string;
  createdAt: string;
}

/** One by itself also tells how many users have it. */
export interface CountedLabelView extends LabelView {
  userCount: number;
  /** userCount is a guess. */
  estimated: boolean;
}

export function toLabelView({ code, name, createdAt }: Label): LabelView {
  return { code, name, createdAt: createdAt.toISOString() };
}
