/** What selections, rules and files call a tag or a group. */
export const LABEL_CODE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

export type LabelKind = 'tag' | 'group';
