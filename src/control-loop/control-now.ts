import { type Control, readControl } from '../records/control.ts';
import { findSpoke, spokesKey } from '../records/spokes.ts';
import { isHome } from './reach.ts';
import type { Scene } from './scene.ts';

/** So soon after it was read, what control says is not asked for again. */
const CONTROL_IS_FRESH = 10_000;

/** Looking may have taken long: a pause that came meanwhile holds (R28). undefined: it could not be read. */
export async function controlNow({ passing, subject, control }: Scene): Promise<Control | undefined> {
  const { worker } = passing;
  const { clock } = worker;
  const at = clock.monotonic();
  if (at - passing.controlSeen.at < CONTROL_IS_FRESH) return control;
  const read = await passing.table.get({ pk: 'control', sk: 'current' });
  if (!read.ok) return undefined;
  const spokes = isHome(worker, subject.app) ? undefined : await passing.table.get(spokesKey);
  if (spokes?.ok === false) return undefined;
  passing.controlSeen.at = at;
  const now = readControl(read.value, clock.now());
  const found = spokes === undefined ? undefined : findSpoke(spokes.value, subject.app);
  if (found === undefined || found.is === 'accepted' || now.paused !== undefined) return now;
  const { by, reason } = found.is === 'paused' ? found : { by: 'control / spokes', reason: found.why };
  return { ...now, paused: { by, reason } };
}
