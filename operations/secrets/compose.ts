/** What the Compose file of an installation reads: variables in `.env`, and files below `secrets/`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../../charts/compose';
import type { Context } from '../../lib/expr/context';
import { composeProject, type ComposeProject } from '../../lib/synth/compose/compose';
import { GIVEN, VARIABLES } from '../../lib/synth/compose/own-files';
import { evaluateModel } from '../../lib/synth/model';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import type { SecretKind } from '../../values/declared-secret';
import { declaredSecrets } from '../../values/secrets';
import { makerOf } from './kinds';
import { ownModel } from '../own-model';
import type { MadeSecret } from './plan';

/** @throws SettingsError where there is no Compose file */
export function composeOf(context: Context): ComposeProject {
  const project = composeProject(evaluateModel(ownModel(), context).values(), compose(context), context.release);
  if (typeof project === 'string') throw new SettingsError(`--compose: there is no Compose file: ${project}`);
  return project;
}

/** Whether any of its services reads that Secret. */
export function reads({ variables: wanted, secretFiles }: ComposeProject, name: string): boolean {
  return [...wanted, ...secretFiles].some(({ secret }) => secret === name);
}

/** Path → content. */
export function besideCompose(
  project: ComposeProject,
  context: Context,
  made: readonly MadeSecret[],
): ReadonlyMap<string, string> {
  return new Map([...variables(project, context, made), ...files(project, made)]);
}

/** Of the environment's Compose file. @throws SettingsError where it is not there */
export function folderOf(environment: string | undefined): string {
  if (environment === undefined) throw new SettingsError('--compose: expected --env NAME, or --output FOLDER');
  const folder = join('dist', environment, 'compose');
  if (existsSync(folder)) return folder;
  throw new SettingsError(
    `--compose: ${folder} is not there. Make it with mlflow-chart synth, or name another folder with --output`,
  );
}

/** Those that the values have themselves are made, too: what stands in values is no secret. */
function variables(
  { variables: wanted }: ComposeProject,
  context: Context,
  made: readonly MadeSecret[],
): readonly (readonly [string, string])[] {
  const kinds = kindsOf(context);
  const lines = wanted.flatMap(({ name, secret, key, known }) => {
    const own = made.find((one) => one.name === secret)?.data[key]?.toString();
    const value = own ?? (known ? makerOf(kinds.get(key))?.() : undefined);
    return value === undefined ? [] : [`${name}=${quoted(value)}`];
  });
  return lines.length === 0 ? [] : [[VARIABLES, `${lines.join('\n')}\n`]];
}

/** And what only people read: their passwords. */
function files(
  { secretFiles, variables: wanted }: ComposeProject,
  made: readonly MadeSecret[],
): readonly (readonly [string, string])[] {
  return made.flatMap(({ name, data }) =>
    Object.entries(data)
      .filter(
        ([key]) =>
          secretFiles.some((file) => file.secret === name && (file.key ?? key) === key) ||
          !wanted.some((variable) => variable.secret === name),
      )
      .map(([key, content]) => [`${GIVEN}/${name}/${key}`, content.toString()] as const),
  );
}

/** What keys of their usual names are. */
function kindsOf(context: Context): ReadonlyMap<string, SecretKind> {
  const evaluate = ownModel().evaluator.for(context);
  return new Map(
    declaredSecrets(ownModel().values)
      .flatMap(({ keys }) =>
        keys.map(({ key, kind }) => [String(evaluate(key)), evaluate(kind) as SecretKind] as const),
      )
      .filter(([, kind]) => makerOf(kind) !== undefined)
      .reverse(),
  );
}

/** As Compose reads it, which knows no such signs in single quotes: nothing in it is a variable. */
function quoted(value: string): string {
  return `"${value.replaceAll(/["\\$]/g, '\\$&')}"`;
}
