// What a press on the stage selects. The only place that decides which panel opens.

import { uiStore } from './stores.ts';

/** Opens a pod (or one of its containers) in the inspector. */
export function selectPod(uid: string, container?: string): void {
  uiStore.setState((ui) => ({
    selection: { kind: 'pod', uid, ...(container === undefined ? {} : { container }) },
    panel: ui.panel === 'explain' ? 'inspect' : ui.panel,
    isPanelOpen: true,
    isSheetOpen: true,
  }));
}

/** Opens a component in the inspector. */
export function selectComponent(id: string): void {
  uiStore.setState({
    selection: { kind: 'component', id },
    panel: 'inspect',
    isPanelOpen: true,
    isSheetOpen: true,
  });
}

/** Selects the pod or container that a place of the stage stands for, if it does. */
export function selectPlace(place: string): void {
  const [kind, uid, container] = place.split('.');
  if (uid === undefined || !(kind === 'pod' || kind === 'room' || kind === 'worker')) return;
  const selection = { kind: 'pod', uid } as const;
  uiStore.setState({
    selection: container === undefined ? selection : { ...selection, container },
  });
}
