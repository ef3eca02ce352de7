// The arguments of a program: `--name=value` and `--name value`.

/** The value of a flag; the last one wins. */
export function flagValue(argv: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  argv.forEach((word, index) => {
    if (word === name) value = argv[index + 1];
    else if (word.startsWith(`${name}=`)) value = word.slice(name.length + 1);
  });
  return value;
}
