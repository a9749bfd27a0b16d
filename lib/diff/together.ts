/** Where no value makes a field what it is alone: the fewest that do it together. */
import type { JsonObject } from '../values/merge';
import type { Cause, Render } from './causes';
import type { FieldChange, KubernetesObject, ObjectChange } from './change';
import { compareSides } from './compare';
import { Touched } from './touched';
import { withChanges, type ValueChange } from './value-change';

/** Values of which one alone does not do it all. */
export class Together {
  /** What differs from the later side, by the places that are changed. */
  private readonly rendered = new Map<string, Touched | undefined>();

  constructor(
    private readonly before: JsonObject,
    private readonly valueChanges: readonly ValueChange[],
    private readonly render: Render,
    private readonly last: readonly KubernetesObject[] | undefined,
  ) {}

  /** With as few more values as make the field what it is now. */
  async completed(
    values: readonly number[],
    change: ObjectChange,
    field: FieldChange | undefined,
  ): Promise<Pick<Cause, 'values' | 'unknown'>> {
    const needed = [...values];
    const isEnough = async (places: readonly number[]): Promise<boolean> =>
      (await this.with(places))?.has(change, field, 'after') === false;
    const all = [...this.valueChanges.keys()];
    if (this.last === undefined || all.length === 0) return { values, ...(values.length === 0 && { unknown: true }) };
    while (!(await isEnough(needed))) {
      // The last one that is needed beside those: the shortest beginning that is enough ends with it.
      let [fewest, most] = [0, all.length];
      while (fewest < most) {
        const middle = (fewest + most) >> 1;
        if (await isEnough([...new Set([...needed, ...all.slice(0, middle)])])) most = middle;
        else fewest = middle + 1;
      }
      const next = all[fewest - 1];
      if (next === undefined || needed.includes(next)) break;
      needed.push(next);
    }
    if (needed.length === 0) return { values: [], unknown: true };
    return { values: needed.sort((one, other) => one - other) };
  }

  private async with(places: readonly number[]): Promise<Touched | undefined> {
    const { last } = this;
    if (last === undefined) return undefined;
    const sorted = places.toSorted((one, other) => one - other);
    const key = sorted.join();
    if (!this.rendered.has(key)) {
      const changes = sorted.flatMap((place) => this.valueChanges.slice(place, place + 1));
      const before = await this.render(withChanges(this.before, changes));
      this.rendered.set(key, before && new Touched(compareSides({ before, after: last })));
    }
    return this.rendered.get(key);
  }
}
