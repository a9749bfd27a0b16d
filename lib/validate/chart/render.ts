/** Rendering a chart with Helm: what it installs, and, from an instrumented copy, where each line comes from. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Helm } from '../../helm/find';
import { HelmLimitError, type HelmResult } from '../../helm/run';
import { parseHelmError, type HelmError } from './helm-error';
import { splitHelmOutput, type RenderedDocuments } from './helm-output';
import { instrument, INSTRUMENTED } from './instrument';
import type { LoadedChart } from './load';
import { TracedText } from './traced-text';

export interface RenderOptions {
  readonly release: string;
  readonly namespace: string;
  /** Of Kubernetes: 34 for 1.34. */
  readonly minor: number;
  /** What `.Capabilities.APIVersions` has beside Helm's own list. */
  readonly apiVersions: readonly string[];
  /** Paths of values files, the later ones winning. */
  readonly valuesFiles: readonly string[];
  /** The text of one more values file, after all others. */
  readonly values?: string;
  /** `a.b=c`, as for `helm --set`. */
  readonly set: readonly string[];
  /** How long one run of Helm may take. */
  readonly seconds: number;
}

export const defaultRenderOptions: RenderOptions = {
  release: 'release',
  namespace: 'default',
  minor: 36,
  apiVersions: [],
  valuesFiles: [],
  set: [],
  seconds: 30,
};

export type Rendering =
  { readonly ok: true; readonly documents: RenderedDocuments } | { readonly ok: false; readonly error: HelmError };

/** What Helm would install: all objects, hooks and custom resource definitions included. */
export async function render(helm: Helm, { path }: LoadedChart, options: RenderOptions): Promise<Rendering> {
  try {
    const { code, stdout, stderr } = await run(helm, path, options);
    if (code === 0) return { ok: true, documents: splitHelmOutput(stdout) };
    return { ok: false, error: parseHelmError(stderr) };
  } catch (error) {
    if (!(error instanceof HelmLimitError)) throw error;
    return { ok: false, error: { kind: 'template', message: error.message, places: [] } };
  }
}

/** One template's output with its origins. */
export interface TracedTemplate {
  /** The template's file, relative to the chart. */
  readonly file: string;
  readonly output: TracedText;
}

/** By the name that Helm gives a template: `chart/templates/x.yaml`; NOTES.txt is among them. */
export type TracedTemplates = ReadonlyMap<string, TracedTemplate>;

/** A copy of a chart whose templates tell where their output comes from. */
export class TracedCopy {
  private constructor(
    private readonly chart: LoadedChart,
    private readonly folder: string,
  ) {}

  static async of(chart: LoadedChart): Promise<TracedCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-chart-'));
    for (const [path, bytes] of chart.bytes) {
      const text = isTemplate(path) ? chart.view.files.get(path) : undefined;
      const instrumented = text === undefined ? undefined : instrument(text, path);
      // A packaged subchart becomes a folder, which must not look packaged. Helm does not show what NOTES.txt prints.
      const target = path.replace(/\.tgz(?=\/)/g, '').replace(/NOTES\.txt$/, (name) => `${name}${notes}`);
      const file = join(folder, instrumented === undefined ? path.replace(/\.tgz(?=\/)/g, '') : target);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, instrumented ?? bytes);
    }
    return new TracedCopy(chart, folder);
  }

  /** Undefined where the copy does not render, as when the chart does not. */
  async render(helm: Helm, options: RenderOptions): Promise<TracedTemplates | undefined> {
    let result: HelmResult;
    try {
      result = await run(helm, this.folder, options);
    } catch (error) {
      if (!(error instanceof HelmLimitError)) throw error;
      return undefined;
    }
    if (result.code !== 0) return undefined;
    const templates = new Map<string, TracedTemplate>();
    for (const [name, documents] of splitHelmOutput(result.stdout)) {
      const [, file, output] = INSTRUMENTED.exec(documents.join('\n').trimEnd().split('\n').slice(-2).join('\n')) ?? [];
      if (file === undefined || output === undefined) continue;
      const path = decode(file);
      const traced = TracedText.fromMarked(decode(output), this.chart.view.files.get(path) ?? '');
      templates.set(name.endsWith(notes) ? name.slice(0, -notes.length) : name, { file: path, output: traced });
    }
    return templates;
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

const notes = '.instrumented';

/** Helm executes every file there, except those whose name says that they only define. */
function isTemplate(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*templates\/(?:.*\/)?[^_/][^/]*$/.test(path);
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function run(helm: Helm, chart: string, options: RenderOptions): Promise<HelmResult> {
  const { release, namespace, minor, apiVersions, valuesFiles, values, set, seconds } = options;
  const args = [
    'template',
    release,
    resolve(chart),
    ...['--namespace', namespace, '--kube-version', `1.${minor}.0`, '--include-crds'],
    ...apiVersions.flatMap((version) => ['--api-versions', version]),
    ...valuesFiles.flatMap((file) => ['--values', resolve(file)]),
    ...(values === undefined ? [] : ['--values', '-']),
    ...set.flatMap((assignment) => ['--set', assignment]),
  ];
  return helm.run(args, {
    seconds,
    outputBytes: 128 * 1024 * 1024,
    ...(values === undefined ? {} : { stdin: values }),
  });
}
