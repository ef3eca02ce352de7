// `-o` behind a verb that wrote an object.

import type { KindInfo } from '../../../api/kinds.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { WriteFlags } from '../../protocol/kubectl-commands.ts';
import type { Routine, Setting } from '../calls.ts';

/** Prints the object as `-o` asks; gives exit code 0. */
export function* printWritten(
  info: KindInfo,
  object: ApiObject,
  flags: Pick<WriteFlags, 'output'>,
  setting: Setting,
): Routine {
  yield {
    call: 'print',
    part: {
      kind: 'objects',
      resource: info.resource,
      objects: [object],
      isSingle: true,
      view: { output: flags.output ?? { format: 'table' } },
      at: setting.typedAt,
      epochSeconds: setting.epochSeconds,
      edition: setting.edition,
    },
  };
  return 0;
}
