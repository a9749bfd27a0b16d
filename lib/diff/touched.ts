/** Asking whether one difference has what another one has. */
import { isDeepStrictEqual } from 'node:util';
import type { FieldChange, ObjectChange, Step } from './change';
import { objectKey, objectOf } from './object-key';

/** The side that both differences have in common. */
type CommonSide = 'before' | 'after';

/** Items of lists without keys have other places in other lists. */
const ITEM = '#';

export class Touched {
  private readonly objects: ReadonlyMap<string, ObjectChange>;

  constructor(changes: readonly ObjectChange[]) {
    this.objects = new Map(changes.map((change) => [objectKey(objectOf(change)), change]));
  }

  /**
   * Whether the object comes or goes here, too, or the field is another one. A part that comes or goes as a whole has its cause in what
   * makes it come or go, not in what is different in it.
   */
  has(change: ObjectChange, field: FieldChange | undefined, common: CommonSide): boolean {
    const here = this.objects.get(objectKey(objectOf(change)));
    if (here === undefined) return false;
    const isWhole = here.before === undefined || here.after === undefined;
    if (field === undefined) return isWhole;
    return isWhole || here.fields.some((one) => isSame(one, field, common));
  }

  /** Whether something is different in what comes or goes as a whole there: it is not why that does, but it shapes it. */
  shapes(change: ObjectChange, field: FieldChange | undefined): boolean {
    const here = this.objects.get(objectKey(objectOf(change)));
    if (here === undefined) return false;
    return field === undefined ? here.fields.length > 0 : here.fields.some((one) => isWithin(one, field));
  }
}

/** What is in a part that comes or goes as a whole, and differs. */
function isWithin({ path: one }: FieldChange, { path: whole }: FieldChange): boolean {
  const [path, wanted] = [one.map(written), whole.map(written)];
  return path.length > wanted.length && wanted.every((step, index) => step === path[index]);
}

function isSame(one: FieldChange, field: FieldChange, common: CommonSide): boolean {
  if ((one.order ?? false) !== (field.order ?? false)) return false;
  const [path, wanted] = [one.path.map(written), field.path.map(written)];
  const isInside = path.every((step, index) => index >= wanted.length || step === wanted[index]);
  if (!isInside || (path.length > wanted.length && comesOrGoes(field))) return false;
  if (!field.path.concat(one.path).some((step) => typeof step === 'number')) return true;
  // Of items without a key, the same one is that which says the same.
  const other = common === 'before' ? 'after' : 'before';
  const side = field[common] === undefined ? other : common;
  return path.length !== wanted.length || isDeepStrictEqual(one[side], field[side]);
}

function comesOrGoes({ before, after }: FieldChange): boolean {
  return before === undefined || after === undefined;
}

function written(step: Step): string {
  if (typeof step === 'number') return ITEM;
  return typeof step === 'string' ? `.${step}` : `[${step.item}]`;
}
