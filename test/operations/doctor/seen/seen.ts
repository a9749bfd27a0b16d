/** What one check says of a state: the part, the object, and what was seen, word for word. */
import { checks } from '../../../../operations/doctor/checks';
import { NOTHING, type State } from '../../../../operations/doctor/state';

export type Line = readonly [part: string, where: string, evidence: string];

export function seenBy(id: string, state: Partial<State>): readonly Line[] {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  return check.look({ ...NOTHING, ...state }).map(({ part, where, evidence }) => [part, where, evidence]);
}
