// Topic: image names.

import { applyDefaultTag, parseImageName } from '../../src/apimachinery/image-name.ts';

interface ImageInput {
  readonly image: string;
  readonly op: 'applyDefaultTag' | 'parse';
}

/** image-name.json; a parsed name gets the tag a pull would use. */
export function imageName(input: unknown): unknown {
  const { image, op } = input as ImageInput;
  if (op === 'applyDefaultTag') return { image: applyDefaultTag(image) };
  const parsed = parseImageName(image);
  if (parsed === undefined) return { error: true };
  const isBare = parsed.tag === '' && parsed.digest === '';
  return { ...parsed, tag: isBare ? 'latest' : parsed.tag };
}
