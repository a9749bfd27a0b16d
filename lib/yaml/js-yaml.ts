/**
 * js-yaml's parser, from its CommonJS build, in bundles too: the ES module is the same code with object spread, with
 * which V8 keeps the parser's state in a slow form: it takes three and a half times as long (js-yaml 5.5.0, Node 20).
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import declaration means the ES module to esbuild
import jsYaml = require('js-yaml');

export const { COLLECTION_STYLE, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } = jsYaml;
export type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
