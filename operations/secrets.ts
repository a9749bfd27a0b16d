/** `mlflow-chart secrets`: the Secrets that an installation reads, and has not got yet. */
import { fstatSync } from 'node:fs';
import { join } from 'node:path';
import { readGiven } from '../lib/cli/given-file';
import { requirePath } from '../lib/cli/missing-path';
import type { Command } from '../lib/cli/command';
import { helpPage } from '../lib/cli/page';
import { reportErrors } from '../lib/cli/report-errors';
import { working } from '../lib/cli/working';
import type { CommandContext } from '../lib/cli/context';
import { readBytes, readStandardInput } from '../lib/files/read-file';
import { nearestName } from '../lib/text/nearest-name';
import { visible, visibleLines } from '../lib/text/visible';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { YamlError } from '../lib/yaml/error';
import type { Json } from '../lib/yaml/json';
import { writeYaml } from '../lib/yaml/write';
import { secretsInCluster, type ClusterState } from './secrets/cluster';
import { besideCompose, composeOf, folderOf, reads } from './secrets/compose';
import { externalSecrets } from './secrets/external';
import { installationFor } from './installation';
import { plainSecret, sealedSecret } from './secrets/manifests';
import { needsOf, type Needs, type NeededSecret } from './secrets/needed';
import { parseSecretsArguments, secretsPage, type GivenValue, type SecretsArguments } from './secrets/options';
import { namesToAsk, planSecrets, type Plan } from './secrets/plan';
import { sealingKey } from './secrets/seal';
import { keptIn } from './secrets/users';
import { writeNewFiles } from './secrets/write-new';

/** Of the API server, for all of a Secret. */
const LARGEST = 1024 * 1024;

/** @returns the exit code: 0 made, 1 something needed is not, 2 bad usage or unreadable input */
export async function secretsCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(parseSecretsArguments(args), context));
}

export const command: Command = { page: secretsPage, run: secretsCommand };

async function run(given: SecretsArguments, context: CommandContext): Promise<0 | 1> {
  const { output, errors, environment, tool } = context;
  if (given.help) {
    output.write(helpPage(tool.name, secretsPage));
    return 0;
  }
  const { content, folder } = given;
  if (content.form === 'plain' && folder === undefined && output.isTTY === true && !given.show) {
    throw new SettingsError(
      'this is a terminal, on which anybody could read the secrets: pipe them into kubectl create -f -, write files with --output FOLDER, or give --show',
    );
  }
  if (content.form === 'external') {
    const { objects, others } = externalSecrets(given, content.store);
    deliver(objects, folder, output);
    for (const name of others) {
      errors.write(`${visible(name)}: no ExternalSecret: externalSecrets in the values says nothing of it\n`);
    }
    return 0;
  }
  const key =
    content.form === 'sealed' ? sealingKey(readGiven(content.certificate), content.certificate, new Date()) : undefined;
  const installation = installationFor(given);
  const { namespace } = installation.release;
  const needs = needsOf(installation);
  const project = content.form === 'compose' ? composeOf(installation) : undefined;
  const needed = needs.secrets.filter(
    (secret) => secret.namespace === namespace && (project === undefined || reads(project, secret.name)),
  );
  requireNeeded(given, needed);
  const values = new Map(given.set.map((value) => [`${value.secret}/${value.key}`, contentOf(value)]));
  const cluster: ClusterState =
    given.offline || content.form === 'compose'
      ? { existing: new Map() }
      : await working(
          errors,
          'asking which Secrets there are',
          secretsInCluster(namespace, namesToAsk(needed), environment),
        );
  const plan = planSecrets({ needed, cluster, given: values, users: given.users });
  if (project !== undefined) {
    const target = folder ?? folderOf(given.environment);
    const files = besideCompose(project, installation, plan.secrets);
    writeNewFiles(target, files);
    const said = [...plan.remarks.map(withoutKubectl), ...plan.refusals, ...written(target, files)];
    errors.write(said.map((line) => `${visibleLines(line)}\n`).join(''));
    return plan.refusals.length > 0 ? 1 : 0;
  }
  deliver(
    plan.secrets.map((secret) => (key === undefined ? plainSecret(secret) : sealedSecret(secret, key))),
    folder,
    output,
  );
  const unasked = 'unknown' in cluster ? [`What the cluster has already is not left out: ${cluster.unknown}.`] : [];
  const nothing = needs.secrets.length === 0 ? ['It reads no Secret that somebody else has to make.'] : [];
  const remarks = remarksOn(given, needed, plan, cluster, output);
  const said = [...unasked, ...remarks, ...nothing, ...othersIn(needs, namespace), ...plan.remarks, ...plan.refusals];
  errors.write(said.map((line) => `${visibleLines(line)}\n`).join(''));
  return plan.refusals.length > 0 ? 1 : 0;
}

/** How to read a Secret in a cluster is no help where there is none. */
function withoutKubectl(remark: string): string {
  return remark.replace(/[:,]?\n {2}kubectl .*$/s, '');
}

function written(folder: string, files: ReadonlyMap<string, string>): readonly string[] {
  return [...files.keys()].map((path) => `${join(folder, path)}: written, for nobody else’s eyes`);
}

/** What somebody gives, and nothing asks for, is a mistake. */
function requireNeeded({ users, set }: SecretsArguments, needed: readonly NeededSecret[]): void {
  const entries = needed.flatMap(({ name, keys }) => keys.map(({ key, kind }) => ({ id: `${name}/${key}`, kind })));
  const known = entries.map(({ id }) => id);
  for (const { secret, key } of set) {
    const id = `${secret}/${key}`;
    if (known.includes(id)) continue;
    const near = nearestName(id, known);
    const hint = near === undefined ? `it reads ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
    throw new SettingsError(`--set: the installation does not read ${id}; ${hint}`);
  }
  const withUsers = entries.find(({ kind }) => kind === 'htpasswd');
  if (users !== undefined && withUsers === undefined) {
    throw new SettingsError(
      '--users: nothing asks for them, because auth.mode is not basic, or its users are in the values',
    );
  }
  if (users !== undefined && set.some(({ secret, key }) => `${secret}/${key}` === withUsers?.id)) {
    throw new SettingsError(`--users and --set ${String(withUsers?.id)} exclude each other`);
  }
}

/** What somebody may regret of what is made, or has given for nothing. */
function remarksOn(
  given: SecretsArguments,
  needed: readonly NeededSecret[],
  { secrets }: Plan,
  cluster: ClusterState,
  output: CommandContext['output'],
): readonly string[] {
  const made = new Set(secrets.map(({ name }) => name));
  const ofUsers = needed.find(({ keys }) => keys.some(({ kind }) => kind === 'htpasswd'))?.name;
  const isBlind = made.size > 0 && (given.offline || 'unknown' in cluster);
  const isPrinted = made.size > 0 && given.content.form === 'plain' && given.folder === undefined;
  return [
    ...(given.content.form === 'sealed' && isBlind ? [SEALED_BLINDLY] : []),
    ...(given.offline && ofUsers !== undefined && made.has(keptIn(ofUsers)) ? [pairOf(ofUsers)] : []),
    ...(isPrinted && isReadableByOthers(output) ? [READABLE] : []),
    ...uselessOf(given, made, ofUsers),
  ];
}

/** What was given for Secrets that are not made: mostly because they exist. */
function uselessOf({ users, set }: SecretsArguments, made: ReadonlySet<string>, ofUsers: string | undefined) {
  const options = [
    ...(users === undefined || ofUsers === undefined || made.has(ofUsers) ? [] : [`--users`]),
    ...set.filter(({ secret }) => !made.has(secret)).map(({ secret, key }) => `--set ${secret}/${key}`),
  ];
  return options.map((option) => `${option}: not used, because that Secret is not made.`);
}

const SEALED_BLINDLY =
  'Sealed without asking the cluster: where these Secrets exist, what is sealed replaces their keys, and what was encrypted with those is lost.';
const READABLE = 'Standard output is a file that others on this machine may read: umask 077, or --output FOLDER.';

function pairOf(users: string): string {
  return `${users} and ${keptIn(users)} belong together: if the cluster has one of them, do not create the other.`;
}

/** A pipe and a device are nobody's to read later. */
function isReadableByOthers(output: CommandContext['output']): boolean {
  if (output !== process.stdout) return false;
  const stats = fstatSync(process.stdout.fd);
  return stats.isFile() && (stats.mode & 0o077) !== 0;
}

/** A text of one line is what stands in the line: what ends it is an editor's, or echo's. */
function contentOf({ secret, key, file }: GivenValue): Buffer {
  try {
    if (file !== undefined) requirePath(file);
    const bytes = Buffer.from(file === undefined ? readStandardInput('-') : readBytes(file, LARGEST));
    const lineBreak = /^[^\n]*?(\r?\n)$/.exec(bytes.toString('latin1'))?.[1] ?? '';
    return bytes.subarray(0, bytes.length - lineBreak.length);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new SettingsError(`--set ${secret}/${key}: cannot read ${file ?? 'standard input'}: ${error.reason}`);
  }
}

/** Each to the folder, or all of them to standard output: nothing, if there are none. */
function deliver(objects: readonly Json[], folder: string | undefined, output: CommandContext['output']): void {
  if (objects.length === 0) return;
  const texts = objects.map((object) => {
    const { kind, metadata } = object as unknown as {
      readonly kind: string;
      readonly metadata: { readonly name: string };
    };
    return [`${metadata.name}.${kind.toLowerCase()}.yaml`, writeYaml(object)] as const;
  });
  if (folder === undefined) output.write(texts.map(([, text]) => text).join('---\n'));
  else writeNewFiles(folder, new Map(texts));
}

function othersIn({ secrets, madeByOthers }: Needs, namespace: string): readonly string[] {
  return [
    ...madeByOthers.map(({ name, by }) => `${visible(name)}: made by ${by}`),
    ...secrets
      .filter((secret) => secret.namespace !== namespace)
      .map(({ name, namespace: other }) => `${visible(name)}: not made: it is in the namespace ${visible(other)}`),
  ];
}
