/** The sides of an environment of our own chart: rendered from its model, or as `synth` has written them. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Context } from '../../expr/context';
import type { Render } from '../../diff/causes';
import { valueChanges } from '../../diff/value-change';
import { installationOf } from '../../synth/environment';
import { evaluateModel, type Model } from '../../synth/model';
import { SettingsError } from '../../validate/settings/settings-error';
import { checkValues, formatProblems, type ValuesSource } from '../../values/check';
import { isMapping, mergeValues, withoutNulls, type JsonObject } from '../../values/merge';
import { defaultsOf, type Fields } from '../../values/schema';
import { namedEnvironments } from '../choose-environments';
import { environmentText, type Folders } from '../environments';
import { readGiven } from '../given-file';
import { filesIn, type Commit } from './git';
import { manifestSide } from './manifest-side';
import { addManifests, InstalledObjects, type Side } from './side';
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
  read(argument: Exclude<SideArgument, { readonly kind: 'chart' }>, more: readonly string[] = []): Side {
    const { root } = this.folders;
    const files = more.map((file) => ({ file, text: readGiven(resolve(root, file)) }));
    switch (argument.kind) {
      case 'environment':
        return this.ofValues([this.fileOf(argument.name), ...files]);
      case 'values':
        return this.ofValues([{ file: argument.path, text: readGiven(resolve(root, argument.path)) }, ...files]);
      case 'dist':
        return this.ofFolder(argument.path);
      case 'commit':
        return this.ofCommit(argument.commit);
      case 'manifests':
        return manifestSide(argument.path, this.release.namespace, this.folders.root);
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
    const objects = new InstalledObjects(this.release.namespace);
    for (const [place, value] of evaluateModel(this.model, context)) objects.add({ value, place });
    return objects.objects;
  }

  private fileOf(name: string): ValuesSource {
    const { root } = this.folders;
    const [file] = namedEnvironments([name], this.folders);
    if (file?.fault !== undefined) throw new SettingsError(`${file.path}:1:1: ${file.fault}`);
    const path = file?.path ?? name;
    return { file: path, text: environmentText(join(root, path)) };
  }

  /** @param files the later ones win */
  private ofValues(files: readonly ValuesSource[]): Side {
    const checked = checkValues<Fields>(this.model.definition, files);
    if (!checked.ok) throw new SettingsError(...checked.problems.map((problem) => formatProblems([problem])));
    const { values, warnings } = checked;
    return {
      label: files.map(({ file }) => file).join(' with '),
      objects: this.objectsOf(values),
      values,
      defaults: this.defaults,
      sources: files.map(({ file, text }) => ({ file, text, values: valuesOf(text, file) })),
      warnings: warnings.map(({ message }) => message),
    };
  }

  private ofFolder(path: string): Side {
    const { root } = this.folders;
    const isWhole = existsSync(resolve(root, path, this.name, 'manifests'));
    const folder = isWhole ? `${path.replace(/\/+$/, '')}/${this.name}` : path.replace(/\/+$/, '');
    const at = (...names: readonly string[]) => resolve(root, folder, ...names);
    if (!existsSync(at('manifests'))) {
      throw new SettingsError(
        `${path}: expected manifests of ${this.name} in it, in ${this.name}/manifests: run synth before`,
      );
    }
    const text = (...names: readonly string[]) => (existsSync(at(...names)) ? readGiven(at(...names)) : undefined);
    const namespace = this.namespaceIn(text('namespace.yaml'), `${folder}/namespace.yaml`);
    const side = { ...manifestSide(`${folder}/manifests`, namespace, root), label: folder };
    const { name } = this.model.definition.metadata;
    return this.withValues(
      side,
      text('values.yaml'),
      text('..', 'chart', name, 'values.yaml'),
      `${folder}/values.yaml`,
    );
  }

  /** What was written then, or, of who commits no output, what the values of then come to now. */
  private ofCommit(commit: Commit): Side {
    const { root, dist, values } = this.folders;
    const id = commit.id.slice(0, 8);
    const label = commit.id.startsWith(commit.name) ? id : `${commit.name} (${id})`;
    const folder = `${dist}/${this.name}`;
    const written = filesIn(commit, root, folder);
    const manifests = [...written].filter(([path]) => /\/manifests\/[^/]+\.ya?ml$/.test(path));
    const [own] = [...filesIn(commit, root, values)].filter(([path]) => isFileOf(path, `${values}/${this.name}`));
    const place = (path: string): string => `${commit.name}:${path}`;
    if (manifests.length > 0) {
      const namespace = this.namespaceIn(written.get(`${folder}/namespace.yaml`), place(`${folder}/namespace.yaml`));
      const objects = new InstalledObjects(namespace);
      for (const [path, text] of manifests) addManifests(objects, text, place(path));
      const side = { label, objects: objects.objects, remarks: objects.remarks(label) };
      const defaults = `${dist}/chart/${this.model.definition.metadata.name}/values.yaml`;
      const all = written.get(`${folder}/values.yaml`);
      const read = this.withValues(
        side,
        all,
        filesIn(commit, root, defaults).get(defaults),
        place(`${folder}/values.yaml`),
      );
      return isBehind(read.values, own)
        ? { ...read, remarks: [...(read.remarks ?? []), behind(label, folder, own)] }
        : read;
    }
    if (own === undefined) return { label: `${label}, which has no ${this.name}`, objects: [] };
    return { ...this.ofValues([{ file: place(own[0]), text: own[1] }]), label: `${label}, ${own[0]} with this chart` };
  }

  /** Manifests with the values that were written beside them. */
  private withValues(side: Side, text: string | undefined, defaults: string | undefined, file: string): Side {
    if (text === undefined) return side;
    const checked = checkValues<Fields>(this.model.definition, [{ file, text }]);
    return {
      ...side,
      values: valuesOf(text, file),
      ...(defaults !== undefined && { defaults: valuesOf(defaults, file) }),
      ...(checked.ok && { warnings: checked.warnings.map(({ message }) => message) }),
    };
  }

  /** Another environment's manifests are in its own: it is no difference. */
  private namespaceIn(text: string | undefined, file: string): string {
    const value = text === undefined ? {} : valuesOf(text, file);
    const { metadata } = value;
    const name = isMapping(metadata) ? metadata['name'] : undefined;
    return typeof name === 'string' ? name : this.release.namespace;
  }
}

/** Whether a file of values says something that what was written beside it does not have. */
function isBehind(values: JsonObject | undefined, own: readonly [path: string, text: string] | undefined): boolean {
  if (values === undefined || own === undefined) return false;
  const said = valuesOf(own[1], own[0]);
  return valueChanges(mergeValues(values, said), values).length > 0;
}

function behind(label: string, folder: string, own: readonly [path: string, text: string] | undefined): string {
  return `In ${label}, ${folder} is not what ${own?.[0] ?? ''} says there: synth had not been run. Compared is what was written.`;
}

function isFileOf(path: string, name: string): boolean {
  return path === `${name}.yaml` || path === `${name}.yml`;
}
