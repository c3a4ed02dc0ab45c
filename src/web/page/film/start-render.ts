import { api, once, read } from '../api/client.ts';
import { withConsent } from '../api/consent.ts';
import type { Render } from '../api/contract.ts';

/** Starts a film, or goes on with it; asks first where it costs. Null when the answer was no. */
export function startRender({ id, maxCostMicros }: Render): Promise<Render | null> {
  return withConsent(
    (consent) => read(api.v1.renders[':id'].resume.$post({ param: { id }, header: once(), json: consent })),
    { ceilingMicros: maxCostMicros },
  );
}
