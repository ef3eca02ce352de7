// Makes a type of kubernetes-types deeply readonly: API objects are shared, never changed in place.

/** `T` with every property and every array readonly, all the way down. */
export type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** `Base` with the properties of `Newer` added or replaced. */
export type Extended<Base, Newer> = Omit<Base, keyof Newer> & Newer;
