/**
 * Objects of a chart that were made without Helm, by whoever can evaluate it, as sources: each is the object's YAML, and
 * points to the template that would make it.
 */
import type { Json } from '../../yaml/json';
import { writeYaml } from '../../yaml/write';
import type { Source } from '../read/source';

export interface EvaluatedObject {
  /** The template's file, as the user can open it: `dist/chart/mlflow/templates/ingress.yaml`. */
  readonly file: string;
  readonly value: Json;
  /** The template's text; without it, findings point to its first line. */
  readonly template?: () => string;
}

/** Give them to `validate`: findings carry the template's place as `location`, and that in the object's YAML as `rendered`. */
export function evaluatedSources(objects: readonly EvaluatedObject[]): readonly Source[] {
  return objects.map(({ file, value, template }) => {
    const text = writeYaml(value);
    let places: ((line: number) => { readonly line: number; readonly column: number }) | undefined;
    return {
      name: file,
      text: () => text,
      origin: ({ line }) => {
        places ??= alignKeys(text, template?.() ?? '');
        return { file, ...places(line) };
      },
    };
  });
}

interface KeyLine {
  readonly line: number;
  readonly column: number;
  /** The keys around it and its own, without the indexes of lists, whose length a template does not know. */
  readonly path: string;
  /** With the names of items that a list has around it, where they are written down. */
  readonly named: string;
  /** The first action that prints a block into it. */
  block?: Place;
  /** Actions that print what a definition of the chart's gives, such as items of a list. */
  readonly included: Included[];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Included extends Place {
  /** Of the definition: `mlflow.monitor.container`. */
  readonly definition: string;
}

/** Places of the template's keys by the object's lines: the same key in the same keys, the same one of several. */
function alignKeys(
  text: string,
  template: string,
): (line: number) => { readonly line: number; readonly column: number } {
  const inTemplate = new Map<string, KeyLine[]>();
  const byName = new Map<string, KeyLine>();
  for (const each of keyLines(template)) {
    inTemplate.set(each.path, [...(inTemplate.get(each.path) ?? []), each]);
    if (each.named !== each.path && !byName.has(each.named)) byName.set(each.named, each);
  }
  const inText = keyLines(text);
  const seen = new Map<string, number>();
  const places = inText.map(({ line, path, named }) => {
    const ordinal = seen.get(path) ?? 0;
    seen.set(path, ordinal + 1);
    // Of items with conditions, some are not there: their number says less than a name.
    const same = byName.get(named);
    if (same !== undefined) return { from: line, line: same.line, column: same.column };
    // Nor which definitions give one.
    const definition = definitionOf(inTemplate, path, named);
    if (definition !== undefined) return { from: line, line: definition.line, column: definition.column };
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('\n')))) {
      const candidates = inTemplate.get(at);
      const place = candidates?.[Math.min(at === path ? ordinal : 0, candidates.length - 1)];
      if (place === undefined) continue;
      // More of them than the template has itself: the others come from definitions, one after the other.
      const more = at === path ? ordinal - (candidates?.length ?? 0) : -1;
      const included = more < 0 ? [] : includedAround(inTemplate, at);
      const from = included[Math.min(more, included.length - 1)];
      if (from !== undefined) return { from: line, line: from.line, column: from.column };
      const { line: found, column } = (at === path ? undefined : place.block) ?? place;
      return { from: line, line: found, column };
    }
    return { from: line, line: 1, column: 1 };
  });
  return (line) => {
    const { line: found, column } = places.findLast(({ from }) => from <= line) ?? { line: 1, column: 1 };
    return { line: found, column };
  };
}

/** The definition that is called as an item around a key is: each of `mlflow.monitor.container` is in the item `monitor`. */
function definitionOf(
  keys: ReadonlyMap<string, readonly KeyLine[]>,
  path: string,
  named: string,
): Included | undefined {
  const names = named.split('\n').flatMap((step) => (step.startsWith('#') ? [step.slice(1)] : []));
  if (names.length === 0) return undefined;
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('\n')))) {
    const included = keys.get(at)?.flatMap((key) => key.included) ?? [];
    const found = included.find(({ definition }) => definition.split('.').some((word) => names.includes(word)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What definitions print into the innermost list or map around a key. */
function includedAround(keys: ReadonlyMap<string, readonly KeyLine[]>, path: string): readonly Place[] {
  const around = path.slice(0, Math.max(0, path.lastIndexOf('\n')));
  return keys.get(around)?.flatMap(({ included }) => included) ?? [];
}

/** A name that is written down, and not an action's to print. */
function nameIn(text: string): string | undefined {
  return /^"?([^"{]+)"?$/.exec(text)?.[1];
}

/** The keys of a text in block style; lines of other content count for nothing, except actions that print a block. */
function keyLines(text: string): readonly KeyLine[] {
  const found: KeyLine[] = [];
  const around: { readonly indent: number; readonly key: string; readonly keyLine: KeyLine }[] = [];
  const items: { readonly indent: number; readonly name: string | undefined }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [whole = '', before, key] = /^((?: |- )*)("(?:[^"\\]|\\.)*"|[\w./-]+):(?: |$)/.exec(line) ?? [];
    if (before === undefined || key === undefined) {
      const [, depth] = /^ *\{\{-? .*\bnindent (\d+) -?\}\}$/.exec(line) ?? [];
      const inside = around.findLast(({ indent }) => indent < Number(depth))?.keyLine;
      const place = { line: index + 1, column: line.indexOf('{{') + 1 };
      if (inside !== undefined) inside.block ??= place;
      const [, definition] = /^ *\{\{-? include "([^"]+)"/.exec(line) ?? [];
      if (definition !== undefined) inside?.included.push({ ...place, definition });
      continue;
    }
    while ((around.at(-1)?.indent ?? -1) >= before.length) around.pop();
    const indent = before.length;
    const begins = before.endsWith('- ');
    while ((items.at(-1)?.indent ?? -1) > indent || (begins && items.at(-1)?.indent === indent)) items.pop();
    if (begins) items.push({ indent, name: key === 'name' ? nameIn(line.slice(whole.length)) : undefined });
    const steps = [...around, { indent, key }];
    const names = items.flatMap(({ indent: at, name }) =>
      name === undefined ? [] : [{ indent: at - 1, key: `#${name}` }],
    );
    const path = steps.map((each) => each.key).join('\n');
    const named = [...steps, ...names].sort((a, b) => a.indent - b.indent).map((each) => each.key);
    const keyLine: KeyLine = { line: index + 1, column: indent + 1, path, named: named.join('\n'), included: [] };
    around.push({ indent, key, keyLine });
    found.push(keyLine);
  }
  return found;
}
