// Whether a client wants a Table: asked of every request, so it is here without the tables.

import type { ApiRequest } from '../../protocol/apiserver.ts';

/** The value of `includeObject` when the client wants a Table; undefined when it wants objects. */
export function tableMode(request: ApiRequest): string | undefined {
  if (!(request.accept ?? '').includes('as=Table')) return undefined;
  return request.query?.['includeObject'] ?? 'Metadata';
}
