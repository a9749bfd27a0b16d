/** Differences of environments of our own chart: all of them, or one, and how far the same change reaches. */
import { compareSides } from '../../diff/compare';
import { consequencesOf } from '../../diff/consequences';
import { explain, type Renderer } from '../../diff/explain';
import type { Elsewhere, Explanation } from '../../diff/explanation';
import type { Model } from '../../synth/model';
import { SettingsError } from '../../validate/settings/settings-error';
import type { Folders } from '../environments';
import { ChartSide } from './chart-side';
import { EnvironmentSides } from './environment-sides';
import { originOf } from './origin';
import type { Side } from './side';
import type { SideArgument } from './side-argument';
import type { CommandContext } from '../context';

export interface EnvironmentRequest {
  readonly from: SideArgument;
  /** `undefined`: each environment as its file is now. */
  readonly to: SideArgument | undefined;
  /** More values, for sides that have some: of an environment, of a file, of a chart. */
  readonly fromValues: readonly string[];
  readonly toValues: readonly string[];
}

export class EnvironmentDifferences {
  constructor(
    private readonly model: Model,
    private readonly folders: Folders,
    private readonly request: EnvironmentRequest,
    private readonly context: CommandContext,
  ) {}

  /** @throws SettingsError where a side cannot be read */
  async explain(
    name: string,
    others: readonly string[],
    onProgress: (done: number, all: number) => void,
  ): Promise<Explanation> {
    const { model } = this;
    const sides = new EnvironmentSides(name, model, this.folders);
    const [before, after] = [await this.before(sides), await this.after(sides)];
    const renderer: Renderer = {
      render: sides.render,
      defaults: sides.defaults,
      // Of the model, nothing is random; what somebody has written is another thing.
      isOwn: false,
      origin: (change) => originOf(change, after, model.definition.schema),
    };
    const explanation = await explain(before, after, { renderer, onProgress, namespace: sides.release.namespace });
    const elsewhere = await Promise.all(others.map((other) => this.elsewhere(other)));
    return { environment: name, ...explanation, elsewhere };
  }

  /** An environment whose file is gone: what the commit had of it, nobody deletes. */
  async gone(name: string): Promise<Explanation> {
    const sides = new EnvironmentSides(name, this.model, this.folders);
    const before = await this.before(sides);
    const after = { label: `${this.folders.values}/ has no ${name} any more`, objects: [] };
    const remarks = [`Nothing deletes what is in the cluster: the Application, the release or kubectl has to.`];
    return {
      environment: name,
      ...(await explain(before, after, { namespace: sides.release.namespace })),
      remarks,
      elsewhere: [],
    };
  }

  /** Without causes: how much, and how bad. */
  private async elsewhere(environment: string): Promise<Elsewhere> {
    const nothing = { environment, objects: 0, fields: 0, errors: 0, warnings: 0 };
    try {
      const sides = new EnvironmentSides(environment, this.model, this.folders);
      const [before, after] = [await this.before(sides), await this.after(sides)];
      const both = { before: before.objects, after: after.objects };
      const changes = compareSides(both);
      const severities = changes.flatMap((change) => consequencesOf(change, both)).map(({ severity }) => severity);
      return {
        environment,
        objects: changes.length,
        fields: changes.reduce((sum, { fields }) => sum + fields.length, 0),
        errors: severities.filter((severity) => severity === 'error').length,
        warnings: severities.filter((severity) => severity === 'warning').length,
      };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return { ...nothing, problem: error.message };
    }
  }

  private before(sides: EnvironmentSides): Promise<Side> {
    return this.read(sides, this.request.from, this.request.fromValues);
  }

  private after(sides: EnvironmentSides): Promise<Side> {
    const { to = { kind: 'environment', name: sides.name } as const, toValues } = this.request;
    return this.read(sides, to, toValues);
  }

  private async read(sides: EnvironmentSides, argument: SideArgument, values: readonly string[]): Promise<Side> {
    if (argument.kind !== 'chart') return sides.read(argument, values);
    const chart = await ChartSide.open(argument.path, values, sides.release, this.context);
    try {
      return await chart.read();
    } finally {
      chart.dispose();
    }
  }
}
