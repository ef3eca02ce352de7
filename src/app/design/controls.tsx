// The controls of the page over React Aria: keyboard, focus and names done right in one place.
// The rest of app/ uses these, never React Aria itself.

import type { ReactElement, ReactNode } from 'react';
import {
  Button as AriaButton,
  Menu as AriaMenu,
  Popover as AriaPopover,
  Tabs as AriaTabs,
  MenuItem,
  MenuTrigger,
  Radio,
  RadioGroup,
  Tab,
  TabList,
  TabPanel,
} from 'react-aria-components';

/** A button; `look` is its weight on the page. */
export function Button(props: {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly look?: 'plain' | 'primary' | 'quiet' | 'soft' | 'icon';
  readonly label?: string | undefined;
  readonly isDisabled?: boolean;
  readonly isPressed?: boolean;
  readonly id?: string;
}): ReactElement {
  return (
    <AriaButton
      className={`button button-${props.look ?? 'plain'}`}
      onPress={props.onPress}
      {...(props.isPressed === undefined ? {} : { 'aria-pressed': props.isPressed })}
      {...(props.id === undefined ? {} : { id: props.id })}
      isDisabled={props.isDisabled ?? false}
    >
      <Seen name={props.label}>{props.children}</Seen>
    </AriaButton>
  );
}

/** The face of a button that may have a name of its own. */
function Seen(props: {
  readonly name: string | undefined;
  readonly children: ReactNode;
}): ReactElement {
  if (props.name === undefined) return <>{props.children}</>;
  return <Picture name={props.name}>{props.children}</Picture>;
}

/** What a button shows when its name says it better: seen, not read aloud. */
export function Picture(props: {
  readonly name: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <>
      <span className="sr-only">{props.name}</span>
      <span className="picture" aria-hidden="true">
        {props.children}
      </span>
    </>
  );
}

/** One of a few, all visible. */
export function Segmented<K extends string>(props: {
  readonly label: string;
  readonly value: K;
  readonly options: readonly {
    readonly id: K;
    readonly label: ReactNode;
    readonly name?: string;
  }[];
  readonly onChange: (value: K) => void;
}): ReactElement {
  return (
    <RadioGroup
      className="segmented"
      aria-label={props.label}
      value={props.value}
      orientation="horizontal"
      onChange={(value) => props.onChange(value as K)}
    >
      {props.options.map((option) => (
        <Radio
          key={option.id}
          value={option.id}
          className="segment"
          {...(option.name === undefined ? {} : { 'aria-label': option.name })}
        >
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** Tabs with their panel. */
export function Tabs<K extends string>(props: {
  readonly label: string;
  readonly value: K;
  readonly tabs: readonly { readonly id: K; readonly label: string; readonly panel: ReactNode }[];
  readonly onChange: (value: K) => void;
}): ReactElement {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={props.value}
      onSelectionChange={(key) => props.onChange(key as K)}
    >
      <TabList className="tab-list" aria-label={props.label}>
        {props.tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="tab">
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {props.tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="tab-panel">
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}

/** An entry of a menu. */
export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  /** Second line, e.g. the command the entry writes. */
  readonly detail?: string;
  readonly isDisabled?: boolean;
}

/** A button that opens a menu. */
export function MenuButton(props: {
  readonly children: ReactNode;
  readonly label?: string;
  readonly look?: 'plain' | 'primary' | 'quiet' | 'soft' | 'icon';
  readonly entries: readonly MenuEntry[];
  readonly onAction: (id: string) => void;
  readonly empty?: string;
}): ReactElement {
  return (
    <MenuTrigger>
      <AriaButton className={`button button-${props.look ?? 'plain'}`}>
        <Seen name={props.label}>{props.children}</Seen>
      </AriaButton>
      <AriaPopover className="popover" placement="bottom end">
        <Entries {...props} />
      </AriaPopover>
    </MenuTrigger>
  );
}

/** A menu that opens beside what it is about, without a button of its own. */
export function MenuAt(props: {
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly onAction: (id: string) => void;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <AriaPopover
      className="popover"
      placement="bottom start"
      triggerRef={{ current: props.anchor }}
      aria-label={props.label}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Entries {...props} />
    </AriaPopover>
  );
}

function Entries(props: {
  readonly label?: string;
  readonly entries: readonly MenuEntry[];
  readonly empty?: string;
  readonly onAction: (id: string) => void;
  readonly onClose?: () => void;
}): ReactElement {
  return (
    <AriaMenu
      className="menu"
      {...(props.onClose === undefined ? {} : { autoFocus: 'first' as const })}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      {...(props.onClose === undefined ? {} : { onClose: props.onClose })}
      onAction={(key) => props.onAction(String(key))}
      disabledKeys={props.entries.filter((one) => one.isDisabled).map((one) => one.id)}
      renderEmptyState={() => <div className="menu-empty">{props.empty}</div>}
    >
      {props.entries.map((entry) => (
        <MenuItem key={entry.id} id={entry.id} className="menu-item" textValue={entry.label}>
          <span>{entry.label}</span>
          {entry.detail !== undefined && <code>{entry.detail}</code>}
        </MenuItem>
      ))}
    </AriaMenu>
  );
}
