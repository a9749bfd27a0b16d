/** The CustomResourceDefinitions of the input: they must be known before the first object is checked. */
import { YamlError } from '../yaml/error';
import { readStream } from '../yaml/stream';
import { itemsOf } from './items';
import { isRecord, type JsonObject } from './object';
import type { Source } from './read/source';

const kind = 'CustomResourceDefinition';

/** In the order of the input. What can't be read is left to whoever reports it. */
export function* definitionsIn(sources: Iterable<Source>): Iterable<JsonObject> {
  for (const source of sources) {
    const text = textOf(source);
    // Reading is expensive, looking is not.
    if (!text.includes(kind)) continue;
    for (const document of readStream(text, source.name)) {
      if (document instanceof YamlError) continue;
      for (const { value } of itemsOf(document.value)) if (isDefinition(value)) yield value;
    }
  }
}

function textOf(source: Source): string {
  try {
    return source.text();
  } catch (error) {
    if (error instanceof YamlError) return '';
    throw error;
  }
}

function isDefinition(value: unknown): value is JsonObject {
  return isRecord(value) && value['kind'] === kind && typeof value['apiVersion'] === 'string';
}
