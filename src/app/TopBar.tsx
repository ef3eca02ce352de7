// The top of the page: name, edition, what one can do, language, theme, presenter.

import type { ReactElement } from 'react';
import { usePlayerControl } from './context.tsx';
import { Button, MenuButton, Segmented } from './design/controls.tsx';
import { Icon } from './design/glyphs.tsx';
import { useText } from './i18n.ts';
import { chooseLanguage, chooseTheme } from './preferences.ts';
import { openNotes } from './presenter/open-notes.ts';
import { useProposals } from './proposals.ts';
import { shareLink, switchEdition } from './session-link.ts';
import { type Theme, uiStore, usePlayer, useUi } from './stores.ts';

const EDITIONS = ['document', 'docker', 'containerd'] as const;
const NEXT_THEME: { readonly [theme in Theme]: Theme } = {
  system: 'light',
  light: 'dark',
  dark: 'contrast',
  contrast: 'system',
};
const THEME_ICON = { system: 'screen', light: 'sun', dark: 'moon', contrast: 'contrast' } as const;

/** The bar. */
export function TopBar(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const edition = usePlayer((view) => view.edition);
  const { language, theme, isTerminalOpen, isMetricsOpen, isPresenter } = useUi((ui) => ui);
  return (
    <header className="top">
      <h1 className="brand">
        Kubelet<span className="wide-only"> Visualizer</span>
      </h1>
      <span className="wide-only">
        <Segmented
          label={t('top.edition')}
          value={edition as (typeof EDITIONS)[number]}
          options={EDITIONS.map((id) => ({ id, label: t(`edition.${id}`) }))}
          onChange={(next) => switchEdition(player, next)}
        />
      </span>
      <span className="spacer" />
      <span className="wide-only">
        <Button
          onPress={() => uiStore.setState({ isTerminalOpen: !isTerminalOpen })}
          isPressed={isTerminalOpen}
        >
          <Icon name="terminal" />
          {t('top.terminal')}
        </Button>
      </span>
      <span className="wide-only">
        <Button
          onPress={() => uiStore.setState({ isMetricsOpen: !isMetricsOpen })}
          isPressed={isMetricsOpen}
        >
          <Icon name="chart" />
          {t('top.metrics')}
        </Button>
      </span>
      <BreakMenu />
      <Button look="primary" onPress={() => uiStore.setState({ dialog: 'create' })}>
        <Icon name="plus" />
        {t('top.create')}
      </Button>
      <span className="wide-only">
        <Button
          look="icon"
          label={t('top.language')}
          onPress={() => chooseLanguage(language === 'en' ? 'zh' : 'en')}
        >
          {language === 'en' ? '中文' : 'EN'}
        </Button>
      </span>
      <span className="wide-only">
        <Button
          look="icon"
          label={t('top.theme', { theme: t(`theme.${theme}`) })}
          onPress={() => chooseTheme(NEXT_THEME[theme])}
        >
          <Icon name={THEME_ICON[theme]} />
        </Button>
      </span>
      <MenuButton
        look="icon"
        label={t('top.more')}
        entries={[
          { id: 'search', label: t('search.title'), detail: '/' },
          { id: 'legend', label: t('legend.title'), detail: 'L' },
          { id: 'help', label: t('help.title'), detail: '?' },
          {
            id: 'presenter',
            label: t(isPresenter ? 'top.presenterOff' : 'top.presenter'),
            detail: 'P',
          },
          { id: 'notes', label: t('presenter.open'), detail: 'N' },
          { id: 'share', label: t('top.share') },
          { id: 'restart', label: t('top.restart') },
          { id: 'terminal', label: t('top.terminal'), detail: 'K' },
          { id: 'metrics', label: t('top.metrics'), detail: 'M' },
          { id: 'language', label: t('top.language') },
          { id: 'theme', label: t('top.theme', { theme: t(`theme.${theme}`) }) },
          ...EDITIONS.map((id) => ({
            id,
            label: t('top.editionIs', { edition: t(`edition.${id}`) }),
            isDisabled: id === edition,
          })),
        ]}
        onAction={(id) => moreAction(id)}
      >
        <Icon name="more" />
      </MenuButton>
    </header>
  );

  function moreAction(id: string): void {
    if (id === 'search' || id === 'legend' || id === 'help') uiStore.setState({ dialog: id });
    if (id === 'presenter') uiStore.setState({ isPresenter: !isPresenter });
    if (id === 'notes') openNotes();
    if (id === 'terminal') uiStore.setState({ isTerminalOpen: !isTerminalOpen });
    if (id === 'metrics') uiStore.setState({ isMetricsOpen: !isMetricsOpen });
    if (id === 'language') void chooseLanguage(language === 'en' ? 'zh' : 'en');
    if (id === 'theme') chooseTheme(NEXT_THEME[theme]);
    if (EDITIONS.some((one) => one === id)) void switchEdition(player, id);
    if (id === 'restart') switchEdition(player, edition, true);
    if (id === 'share') void copyLink(player, t('top.shared'));
  }
}

/** Faults: chosen here, written as commands. */
function BreakMenu(): ReactElement {
  const t = useText();
  const { entries, choose } = useProposals();
  return (
    <MenuButton label={t('top.break')} entries={entries} onAction={choose}>
      <Icon name="wrench" />
      <span className="wide-only">{t('top.break')}</span>
    </MenuButton>
  );
}

async function copyLink(player: ReturnType<typeof usePlayerControl>, text: string): Promise<void> {
  await navigator.clipboard.writeText(await shareLink(player));
  uiStore.setState({ notice: { text, isError: false } });
}
