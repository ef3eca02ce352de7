// kubectl create and kubectl run: client-side checks, then one POST an object.

import { pathOf } from '../../../api/kinds.ts';
import type {
  KubectlCreate,
  KubectlCreateRaw,
  KubectlRun,
  ManifestDocument,
  WriteFlags,
} from '../../protocol/kubectl-commands.ts';
import { type Place, print, type Routine, type Setting, say } from '../calls.ts';
import { call, isOk, objectOf, refuse, shortName } from './common.ts';
import { dryRunSuffix, type Manifest, manifestOf, writeQuery } from './manifests.ts';
import { printWritten } from './written.ts';

/** `kubectl create`. */
export function* create(command: KubectlCreate, setting: Setting, from?: Place): Routine {
  let exit = from?.exit ?? 0;
  for (let done = from?.done ?? 0; done < command.documents.length; ) {
    const document = command.documents[done] as ManifestDocument;
    const manifest = yield* manifestOf(document, command, setting);
    if (manifest === undefined) return 1;
    const code = yield* post(manifest, command, setting, 'kubectl-create', command.generator);
    exit = Math.max(exit, code);
    yield { call: 'mark', place: { done: ++done, exit } };
  }
  return exit;
}

/** `kubectl run`. */
export function* run(command: KubectlRun, setting: Setting): Routine {
  const manifest = yield* manifestOf(command.document, command, setting);
  if (manifest === undefined) return 1;
  return yield* post(manifest, command, setting, 'kubectl-run', 'run');
}

/** One POST; says `pod/web created` or prints the refusal. */
export function* post(
  manifest: Manifest,
  flags: WriteFlags,
  setting: Setting,
  manager: string,
  generator?: string,
): Routine {
  if (flags.dryRun === 'client') {
    return yield* written(manifest, manifest.value as never, flags, setting);
  }
  const path = pathOf(manifest.info, manifest.info.isNamespaced ? manifest.namespace : undefined);
  const answer = yield* call({
    verb: 'POST',
    path,
    query: writeQuery(flags, manager, setting),
    contentType: 'application/json',
    body: manifest.value,
    ...(manifest.duplicates.length === 0 ? {} : { duplicates: manifest.duplicates }),
  });
  if (answer === undefined) return 1;
  if (isOk(answer)) return yield* written(manifest, objectOf(answer), flags, setting);
  if (generator === undefined) {
    return yield* refuse(answer, { verb: 'creating', source: manifest.source });
  }
  if (generator === 'run') return yield* refuse(answer);
  const { message = '' } = answer.body as { readonly message?: string };
  const text = `error: failed to create ${generator} ${message}`;
  yield* print({ kind: 'line', text, isError: true });
  return 1;
}

function* written(
  manifest: Manifest,
  object: ReturnType<typeof objectOf>,
  flags: WriteFlags,
  setting: Setting,
): Routine {
  if (flags.output !== undefined) return yield* printWritten(manifest.info, object, flags, setting);
  const name = object.metadata.name ?? manifest.name;
  yield* say(`${shortName(manifest.info, name)} created${dryRunSuffix(flags)}`);
  return 0;
}

/** `kubectl create --raw PATH -f FILE`. */
export function* createRaw(command: KubectlCreateRaw): Routine {
  const answer = yield* call({
    verb: 'POST',
    path: command.path,
    contentType: 'application/json',
    body: command.body,
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  yield* print({ kind: 'text', text: JSON.stringify(answer.body) });
  return 0;
}
