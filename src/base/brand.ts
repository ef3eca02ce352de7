// Nominal types for numbers and strings, so that an instant is never taken for a length of time.

declare const brand: unique symbol;

/** A `T` that only its own constructors make; plain `T` at run time. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
