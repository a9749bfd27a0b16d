/** The CustomResourceDefinitions of the input: they must be known before the first object is checked. */
import { YamlError } from '../yaml/error';
import { readStream } from '../yaml/stream';
import { guarded } from './fault';
import { itemsOf } from './items';
import { isRecord, type JsonObject } from './object';
import type { Source } from './read/source';

const kind = 'CustomResourceDefinition';

export interface WrittenDefinition {
  readonly source: Source;
  readonly definition: JsonObject;
}

/** In the order of the input. What can't be read is left to whoever reports it. */
export function* definitionsIn(sources: Iterable<Source>): Iterable<WrittenDefinition> {
  for (const source of sources) {
    const definitions = guarded(
      () => [...definitionsOf(source)],
      () => [],
    );
    for (const definition of definitions) yield { source, definition };
  }
}

function* definitionsOf(source: Source): Iterable<JsonObject> {
  const text = source.text();
  // Reading is expensive, looking is not.
  if (!text.includes(kind)) return;
  for (const document of readStream(text, source.name)) {
    if (document instanceof YamlError) continue;
    for (const { value } of itemsOf(document.value)) if (isDefinition(value)) yield value;
  }
}

function isDefinition(value: unknown): value is JsonObject {
  return isRecord(value) && value['kind'] === kind && typeof value['apiVersion'] === 'string';
}
