// Types about change: API objects are shared and never changed in place, copies are.

/** `T` with every property and every array readonly, all the way down. */
export type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** `Base` with the properties of `Newer` added or replaced. */
export type Extended<Base, Newer> = Omit<Base, keyof Newer> & Newer;

/** Every member there, if only as undefined, and replaceable: what a literal copy has to be. */
export type Whole<T> = { -readonly [K in keyof Required<T>]: T[K] };
