// The Docker client: from a typed line to requests of the engine, and its words for what went
// wrong.

import type {
  DockerContainerSummary,
  DockerErrorBody,
  DockerExecInspect,
  DockerExecOutput,
  DockerImage,
  DockerLogs,
  DockerPullBody,
  DockerRequest,
  DockerResponse,
} from '../protocol/docker.ts';
import { dockerRequest } from '../protocol/docker.ts';
import type { DockerCommand } from '../protocol/node-commands.ts';
import { ask, fail, print, type Reply, type Routine, type Setting, say } from './calls.ts';
import { logText, nodeOf } from './node.ts';

const NO_DAEMON =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' as const;

/** An answer, or undefined and it is said that the daemon is not there. */
function* engine(node: string, request: DockerRequest): Routine<DockerResponse | undefined> {
  const reply = yield* ask(`docker@${node}`, 'requests', request);
  if (reply.message?.type === 'docker.response') return reply.message as DockerResponse;
  yield* fail(NO_DAEMON);
  return undefined;
}

function* refusedBy(answer: DockerResponse): Routine {
  const { message } = answer.body as DockerErrorBody;
  return yield* fail(`Error response from daemon: ${message}`);
}

/** Runs any `docker …` line. */
export function* docker(command: DockerCommand, setting: Setting): Routine {
  if (setting.edition === 'containerd') return yield* fail('bash: docker: command not found');
  const node = nodeOf(command, setting);
  switch (command.type) {
    case 'docker.ps':
      return yield* ps(node, command);
    case 'docker.images':
      return yield* images(node);
    case 'docker.exec':
      return yield* exec(node, command.container, command.command);
    case 'docker.logs':
      return yield* logs(node, command);
    case 'docker.inspect':
      return yield* inspect(node, command.objects);
    case 'docker.pull':
      return yield* pull(node, command.image);
    case 'docker.rmi':
      return yield* removeImages(node, command.images, command.isForced);
    case 'docker.tag':
      return yield* tag(node, command.source, command.target);
    default:
      return yield* eachContainer(node, command);
  }
}

type ContainerVerb = Extract<DockerCommand, { readonly containers: readonly string[] }>;

function* eachContainer(node: string, command: ContainerVerb): Routine {
  let exit = 0;
  for (const word of command.containers) {
    const id = yield* idOf(node, word);
    if (id === undefined) return 1;
    const answer = yield* engine(node, requestOf(command, id));
    if (answer === undefined) return 1;
    if (answer.status >= 400) exit = yield* refusedBy(answer);
    else yield* say(word);
  }
  return exit;
}

function requestOf(command: ContainerVerb, id: string): DockerRequest {
  const path = `/containers/${id}`;
  switch (command.type) {
    case 'docker.kill':
      return dockerRequest('POST', `${path}/kill`, { signal: command.signal });
    case 'docker.rm':
      return dockerRequest('DELETE', path, command.isForced ? { force: '1' } : {});
    case 'docker.start':
      return dockerRequest('POST', `${path}/start`);
    default: {
      const verb = command.type === 'docker.stop' ? 'stop' : 'restart';
      return dockerRequest('POST', `${path}/${verb}`, { t: String(command.timeoutSeconds) });
    }
  }
}

/** The id behind a name, an id, or the start of a name that the kubelet gave. */
function* idOf(node: string, word: string): Routine<string | undefined> {
  const answer = yield* engine(node, dockerRequest('GET', '/containers/json', { all: '1' }));
  if (answer === undefined) return undefined;
  const rows = answer.body as readonly DockerContainerSummary[];
  const isNamed = (row: DockerContainerSummary): boolean =>
    row.Names.some((name) => name.slice(1) === word);
  const exact = rows.find((row) => row.Id === word || isNamed(row));
  if (exact !== undefined) return exact.Id;
  const near = rows
    .filter((row) => row.Id.startsWith(word) || startsWith(row, word))
    .sort((a, b) => rank(b) - rank(a) || b.Created - a.Created);
  return near[0]?.Id ?? word;
}

function startsWith(row: DockerContainerSummary, word: string): boolean {
  return row.Names.some((name) => name.slice(1).startsWith(`${word}_`));
}

function rank(row: DockerContainerSummary): number {
  return row.State === 'running' ? 1 : 0;
}

function* ps(node: string, command: Extract<DockerCommand, { type: 'docker.ps' }>): Routine {
  const query = command.all ? { all: '1' } : {};
  const request = dockerRequest('GET', '/containers/json', query);
  const reply = yield* ask(`docker@${node}`, 'requests', request);
  if (reply.message?.type !== 'docker.response') return yield* fail(NO_DAEMON);
  const containers = (reply.message as DockerResponse).body as readonly DockerContainerSummary[];
  yield* print({
    kind: 'docker-ps',
    containers,
    isQuiet: command.quiet,
    isUncut: command.noTrunc,
    at: reply.at,
  });
  return 0;
}

function* images(node: string): Routine {
  const reply = yield* ask(`docker@${node}`, 'requests', dockerRequest('GET', '/images/json'));
  if (reply.message?.type !== 'docker.response') return yield* fail(NO_DAEMON);
  const found = (reply.message as DockerResponse).body as readonly DockerImage[];
  yield* print({ kind: 'docker-images', images: found, at: reply.at });
  return 0;
}

function* exec(node: string, word: string, command: readonly string[]): Routine {
  const id = yield* idOf(node, word);
  if (id === undefined) return 1;
  const body = { Cmd: command };
  const made = yield* engine(node, dockerRequest('POST', `/containers/${id}/exec`, {}, body));
  if (made === undefined) return 1;
  if (made.status >= 400) return yield* refusedBy(made);
  const { Id } = made.body as { readonly Id: string };
  const done = yield* engine(node, dockerRequest('POST', `/exec/${Id}/start`));
  if (done === undefined) return 1;
  if (done.status >= 400) return yield* refusedBy(done);
  const { stdout, stderr } = done.body as DockerExecOutput;
  if (stdout !== '') yield* print({ kind: 'text', text: stdout });
  if (stderr !== '') yield* print({ kind: 'text', text: stderr, isError: true });
  const state = yield* engine(node, dockerRequest('GET', `/exec/${Id}/json`));
  return (state?.body as DockerExecInspect | undefined)?.ExitCode ?? 0;
}

function* logs(node: string, command: Extract<DockerCommand, { type: 'docker.logs' }>): Routine {
  const id = yield* idOf(node, command.container);
  if (id === undefined) return 1;
  const query = {
    stdout: '1',
    stderr: '1',
    ...(command.tail === undefined ? {} : { tail: String(command.tail) }),
    ...(command.follow === true ? { follow: '1' } : {}),
  };
  const first = yield* engine(node, dockerRequest('GET', `/containers/${id}/logs`, query));
  if (first === undefined) return 1;
  if (first.status >= 400) return yield* refusedBy(first);
  let batch = first.body as DockerLogs;
  for (;;) {
    for (const line of batch.lines) yield* print(logText(line));
    if (batch.isEnd || command.follow !== true) return 0;
    const reply: Reply = yield { call: 'next' };
    if (reply.message?.type !== 'docker.response') return 0;
    batch = (reply.message as DockerResponse).body as DockerLogs;
  }
}

function* inspect(node: string, words: readonly string[]): Routine {
  const found: unknown[] = [];
  let exit = 0;
  for (const word of words) {
    const id = yield* idOf(node, word);
    if (id === undefined) return 1;
    const container = yield* engine(node, dockerRequest('GET', `/containers/${id}/json`));
    if (container === undefined) return 1;
    const answer =
      container.status < 400
        ? container
        : yield* engine(node, dockerRequest('GET', `/images/${word}/json`));
    if (answer === undefined) return 1;
    if (answer.status < 400) found.push(answer.body);
    else exit = yield* fail(`Error: No such object: ${word}`);
  }
  yield* print({ kind: 'json', value: found as never });
  return exit;
}

function* pull(node: string, image: string): Routine {
  const at = splitTag(image);
  const query = { fromImage: at.repository, tag: at.tag };
  const first = yield* engine(node, dockerRequest('POST', '/images/create', query));
  if (first === undefined) return 1;
  if (first.status >= 400) return yield* refusedBy(first);
  let body = first.body as DockerPullBody;
  for (;;) {
    for (const line of body.progress) {
      if (line.error !== undefined) return yield* fail(`Error response from daemon: ${line.error}`);
      if (line.progressDetail !== undefined) continue;
      yield* say(line.id === undefined ? line.status : `${line.id}: ${line.status}`);
    }
    if (body.isEnd) return 0;
    const reply: Reply = yield { call: 'next' };
    if (reply.message?.type !== 'docker.response') return yield* fail(NO_DAEMON);
    body = (reply.message as DockerResponse).body as DockerPullBody;
  }
}

function* removeImages(node: string, words: readonly string[], isForced: boolean): Routine {
  let exit = 0;
  for (const word of words) {
    const query: { readonly [name: string]: string } = isForced ? { force: '1' } : {};
    const answer = yield* engine(node, dockerRequest('DELETE', `/images/${word}`, query));
    if (answer === undefined) return 1;
    if (answer.status >= 400) exit = yield* refusedBy(answer);
    else yield* say(`Untagged: ${word}`);
  }
  return exit;
}

function* tag(node: string, source: string, target: string): Routine {
  const { repository, tag: name } = splitTag(target);
  const query = { repo: repository, tag: name };
  const answer = yield* engine(node, dockerRequest('POST', `/images/${source}/tag`, query));
  if (answer === undefined) return 1;
  return answer.status >= 400 ? yield* refusedBy(answer) : 0;
}

/** `host:5000/name:1` has its tag behind the last slash. */
function splitTag(image: string): { readonly repository: string; readonly tag: string } {
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1);
  if (colon < 0) return { repository: image, tag: 'latest' };
  return { repository: image.slice(0, colon), tag: image.slice(colon + 1) };
}
