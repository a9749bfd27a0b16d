/** The sides of an environment of our own chart: rendered from its model, or as `synth` has written them. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Context } from '../../expr/context';
import type { Render } from '../../diff/causes';
import { installationOf } from '../../synth/environment';
import { evaluateModel, type Model } from '../../synth/model';
import { SettingsError } from '../../validate/settings/settings-error';
import { checkValues, formatProblems } from '../../values/check';
import { withoutNulls, type JsonObject } from '../../values/merge';
import { defaultsOf, type Fields } from '../../values/schema';
import { namedEnvironments } from '../choose-environments';
import { environmentText, type Folders } from '../environments';
import { readGiven } from '../given-file';
import { filesIn, type Commit } from './git';
import { installedObjects, manifestObjects, type Side } from './side';
import type { SideArgument } from './side-argument';
import { valuesOf } from './values-text';

export class EnvironmentSides {
  readonly release: Context['release'];
  readonly defaults: JsonObject;

  constructor(
    readonly name: string,
    private readonly model: Model,
    private readonly folders: Folders,
  ) {
    this.release = installationOf(model, name);
    this.defaults = defaultsOf(model.definition.schema) as JsonObject;
  }

  /** @throws SettingsError where it cannot be read, or its values are refused */
  read(argument: Exclude<SideArgument, { readonly kind: 'chart' }>): Side {
    switch (argument.kind) {
      case 'environment':
        return this.ofEnvironment(argument.name);
      case 'values':
        return this.ofValues(argument.path, readGiven(resolve(this.folders.root, argument.path)));
      case 'dist':
        return this.ofFolder(argument.path);
      case 'commit':
        return this.ofCommit(argument.commit);
      case 'manifests':
        return { label: argument.path, objects: this.objectsBelow(argument.path) };
    }
  }

  /** What the chart of this program comes to. Whether it would refuse the values is not asked: it is a step on the way. */
  readonly render: Render = (values) => {
    try {
      return Promise.resolve(this.objectsOf(values));
    } catch {
      // Values that no chart would accept, of an earlier version or between two that it accepts.
      return Promise.resolve(undefined);
    }
  };

  private objectsOf(values: JsonObject) {
    const context = { values: withoutNulls(values), release: this.release };
    return installedObjects(evaluateModel(this.model, context).values(), this.release.namespace);
  }

  private ofEnvironment(name: string): Side {
    const { root } = this.folders;
    const [file] = namedEnvironments([name], this.folders);
    if (file?.fault !== undefined) throw new SettingsError(`${file.path}:1:1: ${file.fault}`);
    const path = file?.path ?? name;
    return this.ofValues(path, environmentText(join(root, path)));
  }

  private ofValues(file: string, text: string): Side {
    const checked = checkValues<Fields>(this.model.definition, [{ file, text }]);
    if (!checked.ok) throw new SettingsError(...checked.problems.map((problem) => formatProblems([problem])));
    const { values, overrides } = checked;
    return { label: file, objects: this.objectsOf(values), values, sources: [{ file, text, values: overrides }] };
  }

  private ofFolder(path: string): Side {
    const folder = existsSync(resolve(this.folders.root, path, this.name, 'manifests'))
      ? `${path.replace(/\/+$/, '')}/${this.name}`
      : path;
    const at = (...names: readonly string[]) => resolve(this.folders.root, folder, ...names);
    if (!existsSync(at('manifests'))) {
      throw new SettingsError(
        `${path}: expected manifests of ${this.name} in it, in ${this.name}/manifests: run synth before`,
      );
    }
    const objects = this.objectsBelow(`${folder}/manifests`);
    if (!existsSync(at('values.yaml'))) return { label: folder, objects };
    return { label: folder, objects, values: valuesOf(readGiven(at('values.yaml')), `${folder}/values.yaml`) };
  }

  private objectsBelow(path: string) {
    const folder = resolve(this.folders.root, path);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()
      .flatMap((file) => manifestObjects(readGiven(join(folder, file)), `${path}/${file}`, this.release.namespace));
  }

  /** What was written then, or, of who commits no output, what the values of then come to now. */
  private ofCommit(commit: Commit): Side {
    const { root, dist, values } = this.folders;
    const label = `${commit.name} (${commit.id.slice(0, 8)})`;
    const written = filesIn(commit, root, `${dist}/${this.name}`);
    const manifests = [...written].filter(([path]) => /\/manifests\/[^/]+\.ya?ml$/.test(path));
    if (manifests.length > 0) {
      const { namespace } = this.release;
      const objects = manifests.flatMap(([path, text]) => manifestObjects(text, `${commit.name}:${path}`, namespace));
      const file = `${dist}/${this.name}/values.yaml`;
      const text = written.get(file);
      return { label, objects, ...(text !== undefined && { values: valuesOf(text, `${commit.name}:${file}`) }) };
    }
    const [own] = [...filesIn(commit, root, values)].filter(([path]) => isFileOf(path, `${values}/${this.name}`));
    if (own === undefined) return { label: `${label}, which has no ${this.name}`, objects: [] };
    return { ...this.ofValues(`${commit.name}:${own[0]}`, own[1]), label: `${label}, ${own[0]} with this chart` };
  }
}

function isFileOf(path: string, name: string): boolean {
  return path === `${name}.yaml` || path === `${name}.yml`;
}
