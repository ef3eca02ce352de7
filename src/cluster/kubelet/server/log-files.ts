// /logs/: what lies below /var/log. Models net/http's FileServer, which the kubelet uses.

import type { EditionName } from '../../editions/edition.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { DirEntry, FileOutcome } from '../../protocol/linux-files.ts';
import { movedTo, NOT_FOUND, type Page, plainText } from './pages.ts';

/** The page of a path, from the outcomes of listing and of reading it. */
export function fileOf(
  edition: EditionName,
  path: string,
  [listed, read]: readonly FileOutcome[],
): Page {
  if (listed?.isOk === true && listed.entries !== undefined) {
    const name = path.split('/').at(-1) ?? '';
    if (name !== '') return movedTo(`${name}/`);
    return listing(kubeletServerRules(edition).listingHead, listed.entries);
  }
  if (read?.isOk === true && !path.endsWith('/')) return plainText(200, read.content ?? '');
  return NOT_FOUND;
}

function listing(head: string, entries: readonly DirEntry[]): Page {
  const lines = entries.map(({ name, isDirectory }) => {
    const shown = isDirectory ? `${name}/` : name;
    return `<a href="${encodeURI(shown)}">${shown}</a>\n`;
  });
  const body = `${head}${lines.join('')}</pre>\n`;
  return { code: 200, body, contentType: 'text/html; charset=utf-8' };
}
