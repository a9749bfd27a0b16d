/** Rendering a chart with Helm: what it installs, and, from an instrumented copy, where each line comes from. */
import { systemReason } from '../../files/read-file';
import { ScratchFolder } from '../../files/scratch-folder';
import type { Helm } from '../../helm/find';
import { HelmLimitError, type HelmResult } from '../../helm/run';
import { parseHelmError } from './helm-error';
import { splitHelmOutput } from './helm-output';
import { instrument, INSTRUMENTED } from './instrument';
import type { LoadedChart } from './load';
import { ChartLoadError } from './load-error';
import type { Rendering, RenderOptions, TracedTemplate, TracedTemplates, ValuesFile } from './render';
import { outsideReferences } from './schema-references';
import { TracedText } from './traced-text';

/**
 * Copies of a chart for Helm, which follows links and reads whatever it finds: one as it is, one whose templates tell where
 * their output comes from. All that Helm is given lies in one folder under names of ours: what the user calls things
 * means nothing to Helm, such as a comma in the name of a values file.
 */
export class ChartCopies {
  private readonly refersOutside: boolean;

  private readonly inUse = new AbortController();

  private constructor(
    private readonly chart: LoadedChart,
    private readonly folder: ScratchFolder,
  ) {
    this.refersOutside = outsideReferences(chart.view).length > 0;
  }

  /** @throws ChartLoadError where it cannot be written */
  static of(chart: LoadedChart, valuesFiles: readonly ValuesFile[]): ChartCopies {
    let folder: ScratchFolder | undefined;
    try {
      folder = ScratchFolder.create();
      const copies = new ChartCopies(chart, folder);
      copies.writePlain();
      copies.writeTraced();
      for (const [index, { text }] of valuesFiles.entries()) folder.write(valuesName(index), text);
      return copies;
    } catch (error) {
      folder?.dispose();
      throw new ChartLoadError(chart.path, `no copy for Helm can be made: ${systemReason(error)}`);
    }
  }

  /** What Helm would install: all objects, hooks and custom resource definitions included. */
  async render(helm: Helm, options: RenderOptions): Promise<Rendering> {
    try {
      const { code, stdout, stderr } = await this.run(helm, this.plainName, options);
      if (code !== 0 && this.refersOutside && stderr.includes(`unknown flag: ${skipSchemas}`)) {
        const words = `its values.schema.json refers to what is not in the chart, which ${helm.file} would fetch: use Helm 3.16 or later`;
        throw new ChartLoadError(this.chart.path, words);
      }
      if (code !== 0) return { ok: false, error: parseHelmError(this.inTheirWords(stderr, options.valuesFiles)) };
      const { documents, before } = splitHelmOutput(stdout);
      if (before === '') return { ok: true, documents };
      const words = `${helm.file} printed what is no manifest, and is not Helm, it seems: ${firstLine(before)}`;
      throw new ChartLoadError(this.chart.path, words);
    } catch (error) {
      if (!(error instanceof HelmLimitError)) throw error;
      return { ok: false, error: { kind: 'template', message: error.message, places: [] } };
    }
  }

  /** Undefined where the traced copy does not render, as when the chart does not. */
  async trace(helm: Helm, options: RenderOptions): Promise<TracedTemplates | undefined> {
    let result: HelmResult;
    try {
      result = await this.run(helm, tracedName, options);
    } catch (error) {
      if (!(error instanceof HelmLimitError)) throw error;
      return undefined;
    }
    if (result.code !== 0) return undefined;
    const templates = new Map<string, TracedTemplate>();
    for (const [name, texts] of splitHelmOutput(result.stdout).documents) {
      const [, file, output] = INSTRUMENTED.exec(texts.join('\n').trimEnd().split('\n').slice(-2).join('\n')) ?? [];
      if (file === undefined || output === undefined) continue;
      const path = decode(file);
      const traced = TracedText.fromMarked(decode(output), this.chart.view.files.get(path) ?? '');
      templates.set(name.endsWith(notes) ? name.slice(0, -notes.length) : name, { file: path, output: traced });
    }
    // Each template tells at least its name, whether it prints anything or not.
    if (templates.size === 0 && [...this.chart.bytes.keys()].some((path) => /^templates\/[^_./][^/]*$/.test(path))) {
      throw new ChartLoadError(
        this.chart.path,
        `${helm.file} rendered none of its templates, and is not Helm, it seems`,
      );
    }
    return templates;
  }

  /** Also ends what Helm still does with them: after an error, nobody waits for it. */
  dispose(): void {
    this.inUse.abort();
    this.folder.dispose();
  }

  private get plainName(): string {
    return this.chart.asGiven instanceof Uint8Array ? `${plain}.tgz` : plain;
  }

  private writePlain(): void {
    const { asGiven } = this.chart;
    if (asGiven instanceof Uint8Array) this.folder.write(this.plainName, asGiven);
    else for (const [path, bytes] of asGiven) this.folder.write(`${plain}/${path}`, bytes);
  }

  private writeTraced(): void {
    const { view, bytes, asGiven } = this.chart;
    // A packaged subchart becomes a folder, which must not look packaged, nor be one that is there already.
    const unpacked = `-${this.folder.path.slice(-6)}/`;
    for (const [path, content] of bytes) {
      // In a package, nothing is passed over any more.
      if (path === '.helmignore' && asGiven instanceof Uint8Array) continue;
      const text = isTemplate(path) ? view.files.get(path) : undefined;
      const instrumented = text === undefined ? undefined : instrument(text, path);
      const target = path.replace(/\.tgz\//g, unpacked);
      // Helm does not show what NOTES.txt prints.
      const name = instrumented === undefined ? target : target.replace(/NOTES\.txt$/, (each) => `${each}${notes}`);
      this.folder.write(`${tracedName}/${name}`, instrumented ?? content);
    }
  }

  private run(helm: Helm, chart: string, options: RenderOptions): Promise<HelmResult> {
    const { release, namespace, minor, apiVersions, valuesFiles, values, set, skipSchema = false, seconds } = options;
    const args = [
      'template',
      `--namespace=${namespace}`,
      `--kube-version=1.${minor}.0`,
      '--include-crds',
      ...apiVersions.map((version) => `--api-versions=${version}`),
      ...valuesFiles.map((_, index) => `--values=${valuesName(index)}`),
      ...(values === undefined ? [] : ['--values=-']),
      ...set.map((assignment) => `--set=${assignment}`),
      ...(this.refersOutside || skipSchema ? [skipSchemas] : []),
      // Whatever the release is called, it is no option.
      '--',
      release,
      `./${chart}`,
    ];
    return helm.run(args, {
      cwd: this.folder.path,
      seconds,
      outputBytes: 128 * 1024 * 1024,
      signal: this.inUse.signal,
      ...(values === undefined ? {} : { stdin: values }),
    });
  }

  /** The user's names for what Helm knows by ours. */
  private inTheirWords(words: string, valuesFiles: readonly ValuesFile[]): string {
    const ours = words.replaceAll(`${this.folder.path}/`, '').replaceAll(`./${this.plainName}`, () => this.chart.path);
    return ours.replace(/\bgiven-values-(\d+)\.yaml\b/g, (name, index) => valuesFiles[Number(index)]?.file ?? name);
  }
}

const skipSchemas = '--skip-schema-validation';
const plain = 'chart';
const tracedName = 'traced';
const notes = '.instrumented';

function valuesName(index: number): string {
  return `given-values-${index}.yaml`;
}

function firstLine(text: string): string {
  return JSON.stringify(text.trim().split('\n', 1)[0]?.slice(0, 200) ?? '');
}

/** Helm executes every file there, except those whose name says that they only define. */
function isTemplate(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*templates\/(?:.*\/)?[^_/][^/]*$/.test(path);
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
