/** Values that `synth` has written, or a chart has: read as they are, and checked by nobody. */
import { SettingsError } from '../../validate/settings/settings-error';
import { isMapping, type JsonObject } from '../../values/merge';
import { YamlError } from '../../yaml/error';
import { readDocuments } from '../../yaml/read';

/** @throws SettingsError for what is no mapping */
export function valuesOf(text: string, file: string): JsonObject {
  try {
    const value = readDocuments(text, file)[0]?.value ?? {};
    if (isMapping(value)) return value;
  } catch (error) {
    throw error instanceof YamlError ? new SettingsError(error.message) : error;
  }
  throw new SettingsError(`${file}:1:1: expected a mapping of values`);
}
