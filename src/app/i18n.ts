// Interface texts: i18next with typed keys. Only the language in use is loaded; the core emits
// codes and parameters, Kubernetes' own messages stay English.

import i18next from 'i18next';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
} from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type english from '../../content/texts/en.json';
import type { Language } from './stores.ts';

/** Every text of a group and of the groups in it, as `group.text`. */
type KeysOf<Texts, Before extends string = ''> = {
  [Key in keyof Texts & string]: Texts[Key] extends string
    ? `${Before}${Key}`
    : KeysOf<Texts[Key], `${Before}${Key}.`>;
}[keyof Texts & string];

/** A text that depends on a number is asked for without its ending. */
type Counted<Key extends string> = Key extends `${infer Stem}_${'one' | 'other'}` ? Stem : Key;

/** The key of a text. */
export type TextKey = Counted<KeysOf<typeof english>>;

/**
 * The texts of the page, by key. Typed here, not by i18next: its own types took half a minute to
 * check.
 */
export type Text = (key: TextKey, parameters?: { readonly [name: string]: unknown }) => string;

/** Something to try, as a command; `containerd` where that edition's tools say it otherwise. */
export interface Suggestion {
  readonly label: string;
  readonly command: string;
  readonly containerd?: string;
}

/** One explanation: what happens, what the design document says, what today's kubelet does. */
export interface Explanation {
  readonly headline: string;
  readonly body: string;
  readonly document?: string;
  readonly statement?: string;
  readonly verdict?: 'right' | 'simplified' | 'old' | 'wrong';
  readonly today?: string;
  /** One sentence for the line below the stage; the headline where it is missing. */
  readonly caption?: string;
  readonly whatIf?: readonly Suggestion[];
  /** The file upstream that does it. */
  readonly source?: string;
  readonly editions?: { readonly [edition: string]: { readonly body?: string } };
}

/** Explanations by topic. */
export type Explanations = { readonly [topic: string]: Explanation };

const loaders = {
  en: () =>
    Promise.all([
      import('../../content/texts/en.json'),
      import('../../content/explanations/en.json'),
    ]),
  zh: () =>
    Promise.all([
      import('../../content/texts/zh.json'),
      import('../../content/explanations/zh.json'),
    ]),
} as const;

const explanations = new Map<string, Explanations>();

/** Loads a language and makes it the page's. */
export async function setLanguage(language: Language): Promise<void> {
  const [texts, explained] = await loaders[language]();
  explanations.set(language, explained.default as Explanations);
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      resources: {},
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  }
  i18next.addResourceBundle(language, 'translation', texts.default, true, true);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

const TextContext = createContext<Text>(i18next.t as Text);

/** Hands the texts to everything below; asks for the language once for all of them. */
export function Texts(props: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const value = useMemo(() => remembering(t as Text), [t]);
  return createElement(TextContext, { value }, props.children);
}

/** The texts in the page's language. */
export function useText(): Text {
  return useContext(TextContext);
}

/** Finds a text without parameters only once: most of the page is drawn ten times a second. */
function remembering(t: Text): Text {
  const known = new Map<TextKey, string>();
  return (key, parameters) => {
    if (parameters !== undefined) return t(key, parameters);
    const text = known.get(key) ?? t(key);
    known.set(key, text);
    return text;
  };
}

/** The explanations in a language that was loaded. */
export function explanationsIn(language: Language): Explanations {
  return explanations.get(language) ?? {};
}
