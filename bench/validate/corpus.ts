/** The corpus of single faults as files: base.yaml, and one file for each fault. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../lib/validate/read/source';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { type Fault, faults } from './faults';

export const BASE = 'base.yaml';

type Editable = { [key: string]: Editable } | Editable[] | string | number | boolean | null;

export interface FaultFile {
  readonly fault: Fault;
  readonly file: string;
  /** The objects, for those that take one after the other; none for faults of the text. */
  readonly changed?: Json;
}

export function fileSource(path: string): Source {
  return { name: path, text: () => readFileSync(path, 'utf8') };
}

/** Writes the files into an empty folder. */
export function writeCorpus(folder: string): readonly FaultFile[] {
  mkdirSync(folder, { recursive: true });
  const text = readFileSync(join(__dirname, BASE), 'utf8');
  const objects = readDocuments(text, BASE).map(({ value }) => value);
  const plain = stream(objects);
  writeFileSync(join(folder, BASE), plain);
  return faults.map((fault, index) => {
    const file = `${String(index).padStart(3, '0')}.yaml`;
    if (fault.text !== undefined) {
      const changedText = fault.text(plain);
      if (changedText === plain) throw new Error(`${fault.name}: nothing was changed`);
      writeFileSync(join(folder, file), changedText);
      return { fault, file };
    }
    const place = objects.findIndex((object) => nameOf(object) === fault.object);
    if (place < 0) throw new Error(`${fault.name}: there is no ${fault.object}`);
    const changed = structuredClone(objects[place]) as Editable;
    for (const [path, value] of Object.entries(fault.edits))
      edit(changed, stepsOf(path), value as Editable | undefined);
    writeFileSync(join(folder, file), stream(objects.with(place, changed)));
    return { fault, file, changed };
  });
}

function stream(objects: readonly Json[]): string {
  return objects.map(writeYaml).join('---\n');
}

function nameOf(object: Json): string {
  const { kind, metadata } = object as { readonly kind: string; readonly metadata: { readonly name: string } };
  return `${kind} ${metadata.name}`;
}

/** `a.b[0]["c.d"]` → its steps. */
function stepsOf(path: string): readonly (string | number)[] {
  const steps = [...path.matchAll(/\["([^"]+)"\]|\[(\d+)\]|([^.[\]]+)/g)];
  return steps.map(([, quoted, index, name]) => (index === undefined ? (quoted ?? name ?? '') : Number(index)));
}

function edit(object: Editable, steps: readonly (string | number)[], value: Editable | undefined): void {
  let parent = object as Record<string | number, Editable>;
  for (const step of steps.slice(0, -1)) parent = (parent[step] ??= {}) as Record<string | number, Editable>;
  const last = steps.at(-1) ?? '';
  if (value === undefined) {
    if (!(last in parent)) throw new Error(`there is no ${steps.join('.')}`);
    Reflect.deleteProperty(parent, last);
  } else {
    parent[last] = value;
  }
}
