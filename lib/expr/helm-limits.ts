/**
 * What no text in the values may contain, because Helm (3.17 and 4.1, measured) cannot carry it through a template.
 * Every chart refuses it, here and at installation; without that, the outputs could not be the same for all values.
 */
import { Expr, type Value } from './expr';
import { contains, matches, or, toJson } from './function';

export interface HelmLimit {
  readonly broken: Value<boolean>;
  readonly message: string;
}

/**
 * `values` in JSON, where `<` reads `\u003c` and a text that ends in line breaks ends in `\n"`. A backslash of the text
 * itself is two there: an escape follows an even number of them. A quote without one opens or ends a text.
 */
export function helmLimits(): readonly HelmLimit[] {
  const json = toJson(new Expr<unknown>({ op: 'values', path: [] }, { type: 'map' }));
  const escaped = (sequence: string) => matches(json, `${EVEN_BACKSLASHES}${sequence}`);
  const loneLineBreaks = [':"\\n"', ',"\\n"', '["\\n"'].map((text) => contains(json, text));
  return [
    {
      broken: escaped(String.raw`\\u003cno value\\u003e`),
      message:
        'a value contains the text “<no value>”, which Helm deletes from everything it renders: write it differently',
    },
    {
      broken: or(escaped(String.raw`\\n\\n"`), ...loneLineBreaks),
      message:
        'a value ends in two line breaks (or is nothing else than one), of which Helm’s toYaml loses one: remove it',
    },
    {
      broken: or(escaped(String.raw`\\u202[89]`), matches(json, CONTROL)),
      message:
        'a value contains an invisible control character (U+007F to U+009F, U+2028, U+2029, U+FFFE or U+FFFF), at which Helm’s toYaml loses the whole value: remove it',
    },
    {
      broken: matches(json, TRAILING_SPACE),
      message:
        'a value ends in a space other than the ordinary one, which Helm cuts off at the end of a manifest: remove it',
    },
    {
      broken: matches(json, String.raw`[{,]"\\u003c\\u003c":`),
      message: 'a key in the values is “<<”, which YAML takes for a merge when Helm’s toYaml writes it: rename it',
    },
  ];
}

const EVEN_BACKSLASHES = String.raw`(?:^|[^\\])(?:\\\\)*`;

/** Helm's toYaml goes through a YAML reader that refuses these; it then gives nothing at all, without an error. */
const CONTROL = '[\u007f-\u009f\ufffe\uffff]';

/** Go's TrimSpace takes these for white space; `toYaml` leaves them unquoted. */
const TRAILING_SPACE = '[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"';
