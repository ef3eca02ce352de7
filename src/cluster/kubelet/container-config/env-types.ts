// The words of environment building, shared by its files.

/** One variable with everything expanded. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

/** The variables, or why the container cannot be made; `skipped` is worth a warning. */
export type EnvironmentResult =
  | { readonly env: readonly EnvironmentVariable[]; readonly warnings: readonly string[] }
  | { readonly error: string };
