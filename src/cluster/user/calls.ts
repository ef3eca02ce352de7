// What a typed line may do while it runs, as generators: ask, wait, print, end. A routine is a pure
// function of its command and the replies so far; the driver keeps only those replies and runs the
// routine again from its start with each new one, so that a running command is plain data.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ApiRequest, ApiResponse } from '../protocol/apiserver.ts';
import { API_REQUESTS } from '../protocol/apiserver.ts';
import type { OutputPart } from '../protocol/transcript.ts';

/** What a routine asks of its driver. */
export type Call =
  /** Sends to a process and waits for its first answer. */
  | {
      readonly call: 'ask';
      readonly process: string;
      readonly port: string;
      readonly message: Message;
      readonly timeoutMicros?: number;
    }
  /** Waits for the next answer to the question asked last. */
  | { readonly call: 'next'; readonly timeoutMicros?: number }
  /** Sends and expects nothing. */
  | {
      readonly call: 'tell';
      readonly process: string;
      readonly port: string;
      readonly message: Message;
    }
  /** Ends the stream of answers to the question asked last (Ctrl-C). */
  | { readonly call: 'hang-up'; readonly what: 'watch' | 'stream' }
  | { readonly call: 'sleep'; readonly micros: number }
  | { readonly call: 'print'; readonly part: OutputPart }
  /** What came before is done with: the routine may begin here, its replies need not be kept. */
  | { readonly call: 'mark'; readonly place: Place };

/** Where a routine that works through a list can begin again. */
export interface Place {
  /** How many items are done. */
  readonly done: number;
  /** The exit code so far. */
  readonly exit: number;
}

/** What the driver gives back: a message, or that the time was up. */
export interface Reply {
  readonly at: Micros;
  /** Absent when the time was up. */
  readonly message?: Message;
}

/** What every routine knows. */
export interface Setting {
  readonly edition: 'document' | 'docker' | 'containerd';
  readonly epochSeconds: number;
  /** When the line was typed. */
  readonly typedAt: Micros;
  /** The nodes there are; the first is meant when none is named. */
  readonly nodes: readonly string[];
  /** How long a unit takes from its start to its first answer, in microseconds. */
  readonly startup: { readonly [unit: string]: number };
}

/** A routine: ends with the exit code. */
export type Routine<Result = number> = Generator<Call, Result, Reply>;

/** A line to standard output. */
export function* say(text: string): Routine<void> {
  yield { call: 'print', part: { kind: 'line', text } };
}

/** A line to standard error; gives exit code 1, the usual end. */
export function* fail(text: string): Routine {
  yield { call: 'print', part: { kind: 'line', text, isError: true } };
  return 1;
}

/** Any other piece of output. */
export function* print(part: OutputPart): Routine<void> {
  yield { call: 'print', part };
}

/** Asks a process once. */
export function* ask(process: string, port: string, message: Message): Routine<Reply> {
  return yield { call: 'ask', process, port, message };
}

/** Asks the API server once: when that was over, and the answer if anybody gave one. */
export function* timedApi(
  request: Omit<ApiRequest, 'type' | 'userAgent'>,
): Routine<{ readonly at: Micros; readonly answer: ApiResponse | undefined }> {
  const message: ApiRequest = { type: 'api.request', userAgent: 'kubectl', ...request };
  const reply: Reply = yield { call: 'ask', process: 'apiserver', port: API_REQUESTS, message };
  const isAnswer = reply.message?.type === 'api.response';
  return { at: reply.at, answer: isAnswer ? (reply.message as ApiResponse) : undefined };
}

/** Asks the API server once; undefined when nobody answers there. */
export function* api(
  request: Omit<ApiRequest, 'type' | 'userAgent'>,
): Routine<ApiResponse | undefined> {
  const { answer } = yield* timedApi(request);
  return answer;
}

/** The words of a kubectl that reaches nobody. */
export const CONNECTION_REFUSED =
  'The connection to the server 10.96.0.1:6443 was refused - did you specify the right host or port?' as const;
