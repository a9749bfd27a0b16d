/** What Helm 3 and 4 print when a chart does not render: which file, where, and why. */

export type HelmErrorKind =
  /** A template does not parse, or stops with an error of its own. */
  | 'template'
  /** `fail` or `required`: the author does not want these values. */
  | 'refused-by-author'
  /** values.schema.json does not want these values. */
  | 'refused-by-schema'
  /** What a template printed is no YAML, or no object. */
  | 'output'
  | 'kube-version'
  | 'dependencies'
  /** A library chart: there is nothing to render. */
  | 'library'
  /** Chart.yaml, values.yaml and the rest. */
  | 'chart';

/** Lines 1-based, columns 0-based and in bytes, as Go counts. */
export interface HelmPlace {
  /** As Helm names it: `chart/templates/x.yaml`; for the kind `chart`, a file of the chart. */
  readonly name: string;
  readonly line?: number;
  readonly column?: number;
}

export interface HelmError {
  readonly kind: HelmErrorKind;
  readonly message: string;
  /** Where it happened, the innermost template first, then those that included it. */
  readonly places: readonly HelmPlace[];
}

/** Characters at both ends of what Helm says: a chart's author decides how long it is. */
const longest = 8192;

const debugHint = 'Use --debug flag to render out invalid YAML';

export function parseHelmError(stderr: string): HelmError {
  const whole = (/(?:^|\n)Error: ([^]*)$/.exec(stderr)?.[1] ?? stderr).trimEnd();
  const said = (whole.endsWith(debugHint) ? whole.slice(0, -debugHint.length) : whole).trim();
  const text = said.length > 2 * longest ? `${said.slice(0, longest)} … ${said.slice(-longest)}` : said;
  return (
    authorsWord(text) ??
    syntaxError(text) ??
    outputError(text) ??
    executionError(text) ??
    refusedBySchema(text) ??
    chartError(text) ?? { kind: 'chart', message: oneLine(text), places: [] }
  );
}

function authorsWord(text: string): HelmError | undefined {
  const match = /^execution error at \((.+?):(\d+):(\d+)\): ([^]*)$/.exec(text);
  if (match === null) return undefined;
  const [, name = '', line, column, message = ''] = match;
  const place = { name, line: Number(line), column: Number(column) };
  return { kind: 'refused-by-author', message: oneLine(message), places: [place] };
}

function syntaxError(text: string): HelmError | undefined {
  const match = /^parse error at \((.+?):(\d+)\): ([^]*)$/.exec(text);
  if (match === null) return undefined;
  const [, name = '', line, message = ''] = match;
  return { kind: 'template', message: oneLine(message), places: [{ name, line: Number(line) }] };
}

function outputError(text: string): HelmError | undefined {
  const match = /^YAML parse error on (.+?): ([^]*)$/.exec(text);
  if (match === null) return undefined;
  const [, name = '', message = ''] = match;
  const line = /yaml: line (\d+):/.exec(message)?.[1];
  const place = line === undefined ? { name } : { name, line: Number(line) };
  const reason = message.replace(
    /^error (?:converting YAML to JSON|unmarshaling JSON): (?:yaml: (?:line \d+: )?)?/,
    '',
  );
  return { kind: 'output', message: oneLine(reason), places: [place] };
}

/** Helm 3: `template: a:1:2: executing "a" at <x>: why`, nested in one line; Helm 4 breaks it into lines. */
function executionError(text: string): HelmError | undefined {
  const frame = /(?:template: )?(\S+?):(\d+):(\d+):?\s+executing "[^"]*" at (<[^]*?>):\s*/g;
  const frames = [...text.matchAll(frame)];
  const last = frames.at(-1);
  if (last === undefined) return undefined;
  const reason = text.slice(last.index + last[0].length);
  const places = frames
    .map(([, name = '', line, column]) => ({ name, line: Number(line), column: Number(column) }))
    // A text given to `tpl` is no file.
    .filter(({ name }) => name.includes('/'))
    .reverse();
  return { kind: 'template', message: `${last[4] ?? ''}: ${oneLine(reason)}`, places };
}

function refusedBySchema(text: string): HelmError | undefined {
  const match = /values don't meet the specifications of the schema\(s\) in the following chart\(s\):\s*([^]*)$/.exec(
    text,
  );
  if (match === null) return undefined;
  return { kind: 'refused-by-schema', message: oneLine(match[1] ?? ''), places: [] };
}

function chartError(text: string): HelmError | undefined {
  if (text.startsWith('chart requires kubeVersion: ')) {
    return { kind: 'kube-version', message: oneLine(text), places: [{ name: 'Chart.yaml' }] };
  }
  if (text === 'library charts are not installable') {
    const message = 'a library chart makes no objects by itself: only its files were checked';
    return { kind: 'library', message, places: [] };
  }
  const missing = /missing in charts\/ directory: ([^]*)$/.exec(text)?.[1];
  if (missing !== undefined) {
    const message = `${oneLine(missing)}: in Chart.yaml's dependencies, but not in charts/; run \`helm dependency build\``;
    return { kind: 'dependencies', message, places: [{ name: 'Chart.yaml' }] };
  }
  const match = /^cannot load (\S+?): ([^]*)$/.exec(text);
  if (match === null) return undefined;
  const [, name = '', message = ''] = match;
  const line = /yaml: line (\d+):/.exec(message)?.[1];
  return {
    kind: 'chart',
    message: oneLine(text),
    places: [line === undefined ? { name } : { name, line: Number(line) }],
  };
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
