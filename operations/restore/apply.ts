/** Doing what the plan of a restore says: by Helm or kubectl, and looking on until it is done, or refused. */
import { join } from 'node:path';
import type { CommandContext } from '../../lib/cli/context';
import { working } from '../../lib/cli/working';
import type { Context } from '../../lib/expr/context';
import { ScratchFolder } from '../../lib/files/scratch-folder';
import { environmentFiles } from '../../lib/synth/environment';
import { visibleLines } from '../../lib/text/visible';
import { SettingsError } from '../../lib/validate/settings/settings-error';
import type { JsonObject } from '../../lib/values/merge';
import { defaultsOf } from '../../lib/values/schema';
import { kubectl } from '../kubectl';
import { ownModel } from '../own-model';
import { lastWords, runProgram } from '../publish/program';
import { followJob, jobsNow } from './follow';
import type { Keeper, Parts } from './installation';
import { FILE, helmArguments, RESTORE_JOBS, word, type Place } from './steps';

/** Of Helm, which waits for nothing here. */
const HELM_SECONDS = 300;
/** Milliseconds. */
const PAUSE = 2000;

export interface Application {
  readonly place: Place;
  readonly parts: Parts;
  readonly whole: Context;
  readonly text: string;
  readonly keeper: Keeper;
  readonly target: readonly string[];
  readonly minutes: number;
}

/** @throws SettingsError where Helm or kubectl does not take it */
export async function applied(
  { place, parts, whole, text, keeper, target, minutes }: Application,
  { output, errors, environment, tool }: CommandContext,
): Promise<0 | 1> {
  const ask = (words: readonly string[], seconds = 60, input?: string) =>
    kubectl([...words, ...target], environment, seconds, input);
  const say = (line: string) => errors.write(`${visibleLines(line)}\n`);
  const former = parts.job === undefined ? [] : await jobsNow(ask);
  await (keeper === 'Helm' ? byHelm(place, whole, text, environment) : byKubectl(whole, ask));
  say(`${place.release} has the values of the restore; it begins`);
  if (parts.job === undefined) {
    const name = `statefulset/${String(parts.database)}`;
    const said = await working(
      errors,
      `waiting for ${name}`,
      ask(['rollout', 'status', name, `--timeout=${String(minutes)}m`], minutes * 60 + 60),
    );
    if ('unknown' in said) {
      say(
        `${name} is not there yet: ${said.unknown}\nIts log says why: kubectl -n ${place.namespace} logs ${String(parts.database)}-0 -c recover`,
      );
      return 1;
    }
  } else {
    let step = 'waiting for a pod';
    const followed = await working(
      errors,
      () => step,
      followJob(parts.job, former, {
        ask: (words, seconds) => ask(words, seconds),
        // On a terminal, the line that is redrawn says it.
        say: (line) => (errors.isTTY === true ? undefined : say(line)),
        at: (now) => (step = now),
        pause: PAUSE,
        patience: minutes * 60,
      }),
    );
    if (followed.is !== 'done') {
      say(unfinished(followed.is, followed.why, place));
      return 1;
    }
    const log = await ask(['logs', `--selector=${RESTORE_JOBS}`, '--container=finish', '--tail=20']);
    if ('output' in log) output.write(`${visibleLines(log.output.trimEnd())}\n`);
  }
  const served = await working(
    errors,
    `waiting for deployment/${parts.server}`,
    ask(['rollout', 'status', `deployment/${parts.server}`, '--timeout=10m'], 660),
  );
  const isServing = 'output' in served;
  output.write(
    `\nRestored: ${place.release} in ${place.namespace}${isServing ? ', and its servers serve' : ''}.\nNow set restore.enabled to false: ${offCommand(place, keeper, tool.name)}\n`,
  );
  if (!isServing)
    say(
      `Its servers do not serve yet: ${served.unknown}. ${tool.name} doctor ${place.release} -n ${place.namespace} says why`,
    );
  return isServing ? 0 : 1;
}

function offCommand(place: Place, keeper: Keeper, program: string): string {
  const from = [
    ...(place.environment === undefined ? [] : ['--env', place.environment]),
    ...place.files.flatMap((file) => ['-f', file]),
  ];
  if (keeper === 'kubectl')
    return `${program} render ${[...from, '-n', place.namespace].map(word).join(' ')} | kubectl -n ${place.namespace} apply -f -`;
  const made = place.environment === undefined ? 'dist/chart/mlflow' : `dist/${place.environment}/${place.archive}`;
  return `helm upgrade ${place.release} ${made} -n ${place.namespace} --reset-then-reuse-values --set restore.enabled=false`;
}

function unfinished(is: 'failed' | 'refused' | 'unknown', why: string, { namespace }: Place): string {
  const words = {
    refused: `Refused, and nothing has changed. It says:\n${why}\nMend that, or set restore.enabled to false: until then, its Job tries again by itself, and new servers wait.`,
    failed: `It failed. It says:\n${why}\nThe database is as it was. To try again, give another --request; to give it up, set restore.enabled to false.`,
    unknown: `Nobody knows whether it is done: ${why}. kubectl -n ${namespace} get jobs -l ${RESTORE_JOBS} says so later.`,
  };
  return words[is];
}

/** Packed from the same model, so that the chart is this program's. @throws SettingsError with what Helm says */
async function byHelm(
  place: Place,
  { values, release }: Context,
  text: string,
  environment: CommandContext['environment'],
): Promise<void> {
  const scratch = ScratchFolder.create();
  try {
    const { files, archive } = environmentFiles(ownModel(), withoutRestore(values as JsonObject), release);
    const bytes = files.get(archive);
    scratch.write(archive, typeof bytes === 'string' || bytes === undefined ? '' : bytes);
    scratch.write(FILE, text);
    const args = helmArguments(place, join(scratch.path, archive), join(scratch.path, FILE));
    const { code, stderr, stdout } = await runProgram('helm', args, { environment, seconds: HELM_SECONDS });
    if (code !== 0) throw new SettingsError(`nothing is restored: helm says: ${lastWords({ code, stderr, stdout })}`);
  } finally {
    scratch.dispose();
  }
}

/** A chart whose own defaults restore would do it again. */
function withoutRestore(values: JsonObject): JsonObject {
  return { ...values, restore: (defaultsOf(ownModel().definition.schema) as JsonObject)['restore'] ?? {} };
}

/** @throws SettingsError with what kubectl says */
async function byKubectl(
  { values, release }: Context,
  ask: (words: readonly string[], seconds?: number, input?: string) => ReturnType<typeof kubectl>,
): Promise<void> {
  const { files } = environmentFiles(ownModel(), values as JsonObject, release);
  const manifests = [...files].flatMap(([path, content]) => (path.startsWith('manifests/') ? [String(content)] : []));
  const said = await ask(['apply', '--filename=-'], HELM_SECONDS, manifests.join('---\n'));
  if ('unknown' in said) throw new SettingsError(`nothing is restored: ${said.unknown}`);
}
