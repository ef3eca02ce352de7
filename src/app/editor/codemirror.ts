// CodeMirror 6 as the page uses it: YAML, our colours, problems underlined. Loaded with the first
// editor.

import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** A problem at a place of the text. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

const look = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--ready-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--backoff-text)' },
  { tag: tags.comment, color: 'var(--muted)' },
]);

const FIELDS =
  'apiVersion kind metadata name namespace labels annotations spec containers initContainers image imagePullPolicy imagePullSecrets command args env envFrom value valueFrom ports containerPort hostPort resources requests limits cpu memory volumeMounts mountPath readOnly subPath volumes emptyDir hostPath secret secretName configMap items key path projected downwardAPI livenessProbe readinessProbe startupProbe exec httpGet tcpSocket port initialDelaySeconds periodSeconds timeoutSeconds failureThreshold successThreshold lifecycle preStop postStart restartPolicy nodeName nodeSelector tolerations terminationGracePeriodSeconds hostNetwork'.split(
    ' ',
  );

function complete(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\w+/);
  if (word === null && !context.explicit) return null;
  return {
    from: word?.from ?? context.pos,
    options: FIELDS.map((label) => ({ label, type: 'property', apply: `${label}: ` })),
  };
}

/** An editor in `parent`. */
export function createEditor(
  parent: HTMLElement,
  text: string,
  label: string,
  onChange: (text: string) => void,
  onSubmit: () => void,
): EditorView {
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      indentUnit.of('  '),
      yaml(),
      syntaxHighlighting(look),
      lintGutter(),
      autocompletion({ override: [complete] }),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      keymap.of([
        {
          key: 'Mod-Enter',
          run: () => {
            onSubmit();
            return true;
          },
        },
        // Escape, then Tab leaves the editor; Tab alone indents.
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      // The door `apply` of the page hook puts a text in.
      EditorView.domEventHandlers({
        'kv:text': (event: Event, view: EditorView) => {
          setText(view, (event as CustomEvent<string>).detail);
          return true;
        },
      } as never),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
  return new EditorView({ state, parent });
}

/** Underlines problems and scrolls to the first. */
export function showProblems(view: EditorView, problems: readonly Problem[]): void {
  const most = view.state.doc.length;
  const list: Diagnostic[] = problems.map(({ from, to, message }) => ({
    from: Math.min(from, most),
    to: Math.min(Math.max(to, from + 1), most),
    message,
    severity: 'error',
  }));
  view.dispatch(setDiagnostics(view.state, list));
  const first = list[0];
  if (first !== undefined) view.dispatch({ effects: EditorView.scrollIntoView(first.from) });
}

/** Replaces the whole text. */
export function setText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}
