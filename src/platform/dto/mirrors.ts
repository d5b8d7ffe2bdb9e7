/**
 * What the DTO of an answer implements, so that it and its view are one fact: a field that one has and the other has not, or that
 * is of another type or optional in only one of them, does not compile.
 *
 *     class LabelDto implements Mirrors<LabelView, LabelDto> {…}
 */
export type Mirrors<View, Dto> = View & { [Field in Differing<Writable<View>, Dto>]: never };

/** Fields of the DTO that the view has not, or that don't take what the view has. The rest is for `implements` to find. */
type Differing<View, Dto> = {
  [Field in keyof Dto]-?: Field extends keyof View
    ? Pick<View, Field> extends Pick<Dto, Field>
      ? never
      : Field
    : Field;
}[keyof Dto];

/** What is read-only in a view needs not be so in its DTO. */
type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;
