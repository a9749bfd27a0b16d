/** What is to come: this chart, with the values that somebody says. */
import { checkValues, formatProblems } from '../../lib/values/check';
import { evaluateModel } from '../../lib/synth/model';
import { problemsOf } from '../../lib/synth/chart-files';
import { installationOf } from '../../lib/synth/environment';
import { MLFLOW_VERSION } from '../../values/images';
import { valuesSources, type InstallationArguments } from '../installation';
import type { Rendered } from '../report/volumes';
import { ownModel } from '../own-model';
import { componentOf, SERVER } from '../doctor/state';
import type { Target } from './facts';

/** Of an image's tag: `v3.18.0-full`. */
const VERSION = /^v?(\d+\.\d+(?:\.\d+)?)(?![\d.])/;
/** Of the server's pod, what makes the backup before a migration. */
const BACKS_UP = 'backup-needed';
/** The image that the chart brings. */
const DEFAULT = { mlflow: { image: { tag: '' }, migration: { timeoutSeconds: 600 } } };

export interface TargetArguments extends InstallationArguments {
  readonly release: string;
  readonly namespace: string;
  /** The MLflow, where its image does not say it. */
  readonly to: string | undefined;
}

export function targetOf({ release, namespace, to, ...given }: TargetArguments): Target {
  const isGiven = given.environment !== undefined || given.values.length > 0;
  const { version } = ownModel().definition.metadata;
  const none = {
    chart: version,
    isGiven,
    refused: [],
    objects: [],
    backsUp: false,
    patience: DEFAULT.mlflow.migration.timeoutSeconds,
  };
  if (!isGiven) return { ...none, mlflow: to ?? MLFLOW_VERSION };
  const checked = checkValues(ownModel().definition, valuesSources(given));
  if (!checked.ok)
    return { ...none, mlflow: to ?? MLFLOW_VERSION, refused: checked.problems.map((one) => formatProblems([one])) };
  const values = checked.values as unknown as typeof DEFAULT;
  const context = { values: checked.values, release: { ...installationOf(ownModel(), ''), name: release, namespace } };
  const refused = problemsOf(ownModel(), context);
  const objects =
    refused.length > 0 ? [] : ([...evaluateModel(ownModel(), context).values()] as unknown as readonly Rendered[]);
  return {
    ...none,
    refused,
    objects,
    mlflow: to ?? VERSION.exec(values.mlflow.image.tag)?.[1],
    backsUp: objects.some(
      (one) => one.kind === 'Deployment' && componentOf(one) === SERVER && initContainersOf(one).includes(BACKS_UP),
    ),
    patience: values.mlflow.migration.timeoutSeconds,
  };
}

function initContainersOf({ spec }: Rendered): readonly string[] {
  const { initContainers = [] } = (spec?.template?.spec ?? {}) as {
    readonly initContainers?: readonly { readonly name: string }[];
  };
  return initContainers.map(({ name }) => name);
}
