/** The side that anybody's chart is: rendered by Helm. */
import type { Render } from '../../diff/causes';
import { findHelm, NoHelmError, type Helm } from '../../helm/find';
import { ChartCopies } from '../../validate/chart/copies';
import { loadChart, type LoadedChart } from '../../validate/chart/load';
import { ChartLoadError } from '../../validate/chart/load-error';
import { metadataOf } from '../../validate/chart/metadata';
import { defaultRenderOptions } from '../../validate/chart/render';
import { SettingsError } from '../../validate/settings/settings-error';
import { isMapping, mergeValues, type JsonObject } from '../../values/merge';
import type { ReadSource } from '../../values/locate';
import { setKey, type Json } from '../../yaml/json';
import { readGiven } from '../given-file';
import type { CommandContext } from '../context';
import { addManifests, InstalledObjects, type Side } from './side';
import { valuesOf } from './values-text';

export interface ChartRelease {
  readonly name: string;
  readonly namespace: string;
}

/** A chart with the values that somebody gives it. */
export class ChartSide {
  private constructor(
    private readonly chart: LoadedChart,
    private readonly copies: ChartCopies,
    private readonly helm: Helm,
    private readonly release: ChartRelease,
    private readonly files: readonly ReadSource[],
  ) {}

  /** @throws SettingsError for what is no chart, and without Helm */
  static async open(
    path: string,
    valuesFiles: readonly string[],
    release: ChartRelease,
    { errors, environment }: Pick<CommandContext, 'errors' | 'environment'>,
  ): Promise<ChartSide> {
    const onDownload = (version: string): void => {
      errors.write(`downloading Helm ${version}, once\n`);
    };
    try {
      const chart = loadChart(path);
      const files = valuesFiles.map((file) => {
        const text = readGiven(file);
        return { file, text, values: valuesOf(text, file) };
      });
      const helm = await findHelm({ environment, onDownload });
      return new ChartSide(chart, ChartCopies.of(chart, []), helm, release, files);
    } catch (error) {
      throw error instanceof ChartLoadError || error instanceof NoHelmError ? new SettingsError(error.message) : error;
    }
  }

  /** @throws SettingsError with what Helm says, where it does not render */
  async read(): Promise<Side> {
    const values = mergeValues(this.defaults, ...this.files.map((file) => file.values));
    const rendered = await this.rendered(values, false);
    if ('problem' in rendered) throw new SettingsError(`${this.chart.path}: ${rendered.problem}`);
    const { label, defaults } = this;
    const text = this.chart.view.files.get('values.yaml');
    const own = text === undefined ? [] : [{ file: `${this.chart.path}/values.yaml`, text, values: defaults }];
    return { label, ...rendered, values, defaults, sources: [...own, ...this.files] };
  }

  /** Whether its schema would refuse the values is not asked: they are a step on the way, or another version's. */
  readonly render: Render = async (values) => {
    const rendered = await this.rendered(values, true);
    return 'problem' in rendered ? undefined : rendered.objects;
  };

  dispose(): void {
    this.copies.dispose();
  }

  private get label(): string {
    const version = metadataOf(this.chart.view, '')?.['version'];
    const files = this.files.map(({ file }) => ` with ${file}`).join('');
    return `${this.chart.path}${typeof version === 'string' ? ` ${version}` : ''}${files}`;
  }

  get defaults(): JsonObject {
    const text = this.chart.view.files.get('values.yaml');
    return text === undefined ? {} : valuesOf(text, `${this.chart.path}/values.yaml`);
  }

  private async rendered(
    values: JsonObject,
    skipSchema: boolean,
  ): Promise<Pick<Side, 'objects' | 'remarks'> | { readonly problem: string }> {
    const { name, namespace } = this.release;
    const text = JSON.stringify(withNulls(values, this.defaults));
    try {
      const options = { ...defaultRenderOptions, release: name, namespace, values: text, skipSchema };
      const rendering = await this.copies.render(this.helm, options);
      if (!rendering.ok) return { problem: rendering.error.message };
      const objects = new InstalledObjects(namespace);
      for (const [file, texts] of rendering.documents) {
        // Helm installs them once, and neither changes nor deletes them.
        // The line break before the next document is the last one of this.
        if (!isDefinition(file)) for (const each of texts) addManifests(objects, `${each}\n`, file);
      }
      return { objects: objects.objects, remarks: objects.remarks(this.label) };
    } catch (error) {
      throw error instanceof ChartLoadError ? new SettingsError(error.message) : error;
    }
  }
}

/** Of the chart's folder crds/, or a subchart's. */
function isDefinition(file: string): boolean {
  return /^[^/]+\/(?:charts\/[^/]+\/)*crds\//.test(file);
}

/** Helm puts the chart's default where the values have nothing: null is how they say that there is none. */
function withNulls(values: JsonObject, defaults: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) {
    const fallback = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    setKey(result, key, isMapping(value) && isMapping(fallback) ? withNulls(value, fallback) : value);
  }
  for (const key of Object.keys(defaults)) if (!Object.hasOwn(values, key)) setKey(result, key, null);
  return result;
}
