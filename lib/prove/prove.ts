/** The guarantee as a function, for the tests of whoever has a chart. */
import fc from 'fast-check';
import { MisuseError } from '../expr/expr';
import { ScratchFolder } from '../files/scratch-folder';
import { findHelms, versioned } from '../helm/find';
import type { ChartDefinition } from '../synth/chart';
import { symbolicModel } from '../synth/model';
import { mergeValues, type JsonObject } from '../values/merge';
import type { Fields } from '../values/schema';
import { writeYaml } from '../yaml/write';
import { arbitraryOverrides } from './arbitrary-values';
import { anyRelease } from './arbitrary-release';
import { Disagreement, ThreeWays, type Installation } from './three-ways';

/** How much is tried, and with what. */
export interface ProveOptions {
  /** Random values files. Each is rendered once by each Helm, which takes about a twentieth of a second. @default 100 */
  readonly runs?: number;
  /** From 0 to 2^31 - 1: the same seed makes the same values files. @default another one each time */
  readonly seed?: number;
  /**
   * Paths of Helm's binaries, best a Helm 3 and a Helm 4.
   * @default those that HELM3, HELM4 and HELM name, else the first `helm` on PATH, else a Helm 3 and a Helm 4 that come from npm
   */
  readonly helms?: readonly string[];
  /** Values files to compare before the random ones, such as those of environments. */
  readonly examples?: readonly JsonObject[];
  /**
   * Most random values contradict each other where a chart has rules: changes that make them consistent, laid over them as a
   * later values file is. What it leaves contradictory must be refused by Helm in the same words.
   * @default none
   */
  readonly consistent?: (values: JsonObject) => JsonObject;
  /** Releases to choose from. @default random names of every kind that Helm takes, in three namespaces */
  readonly releases?: readonly Installation['release'][];
  /** Where random values show a difference, how long to look for smaller ones that show it, too. @default 60 */
  readonly shrinkSeconds?: number;
}

/** What was proved. */
export interface Proof {
  /** Of the random values. */
  readonly seed: number;
  /** Versions of Helm, such as `4.1.4`. */
  readonly helms: readonly string[];
  /** Values files for which three ways gave the same objects, with each Helm. */
  readonly accepted: number;
  /** Values files that the rules refuse, and each Helm in the same words. */
  readonly refused: number;
}

/** The guarantee does not hold; the message says for which values, and where the objects differ. */
export class ProofError extends Error {
  override readonly name: string = 'ProofError';

  /** @param installation the smallest one that was found in time to show it; `undefined` where no random values were accepted at all */
  constructor(
    message: string,
    readonly installation?: Installation,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Proves a chart: for each values file, the constructs run with literal values, the model evaluated, and `helm template` of the
 * packed chart give the same objects; what the chart's rules refuse is refused by Helm in the same words. It works inside of
 * any test framework, and needs nothing from it but time: see `runs`.
 *
 * @example test('three ways equal', async () => { await prove(chart); });
 * @throws ProofError with the smallest values file that shows a difference, or if no random values file was accepted
 * @throws MisuseError for constructs that cannot be a chart at all
 * @throws NoHelmError if there is no Helm
 */
export async function prove<F extends Fields>(
  definition: ChartDefinition<F>,
  options: ProveOptions = {},
): Promise<Proof> {
  const { runs = 100, examples = [], helms: files, releases, consistent = () => ({}), shrinkSeconds = 60 } = options;
  const seed = options.seed ?? Math.trunc(Math.random() * 2 ** 31);
  const helms = await (files === undefined ? findHelms() : Promise.all(files.map(versioned)));
  const folder = ScratchFolder.create();
  try {
    const ways = new ThreeWays(symbolicModel(definition), helms, folder);
    const counts = { accepted: 0, refused: 0 };
    const reasons = new Map<string, number>();
    const compare = async (installation: Installation): Promise<void> => {
      const refused = await ways.compare(installation);
      counts[refused.length === 0 ? 'accepted' : 'refused'] += 1;
      for (const reason of refused) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    };
    const release = releases?.[0] ?? { name: definition.metadata.name, namespace: 'default' };
    for (const values of examples) await reported({ values, release }, () => compare({ values, release }));

    const before = counts.accepted;
    const installations = fc.record({
      values: arbitraryOverrides(definition.schema).map((values) => mergeValues(values, consistent(values))),
      release: releases === undefined ? anyRelease : fc.constantFrom(...releases),
    });
    const property = fc.asyncProperty(installations, whileItPays(compare, shrinkSeconds));
    const found = await fc.check(property, { numRuns: runs, seed });
    if (found.failed) {
      const { counterexample, errorInstance, numRuns } = found;
      const [smallest] = counterexample ?? [];
      throw failure(
        errorInstance,
        smallest,
        `seed ${String(seed)}, random values file ${String(numRuns)} of ${String(runs)}`,
      );
    }
    if (runs > 0 && counts.accepted === before) throw new ProofError(nothingAccepted(runs, seed, reasons));
    return { seed, helms: helms.map(({ version }) => version), ...counts };
  } finally {
    folder.dispose();
  }
}

/** After the first failure and this time, all further ones pass: fast-check, which then looks for smaller ones, finds none. */
function whileItPays(
  compare: (installation: Installation) => Promise<void>,
  seconds: number,
): (installation: Installation) => Promise<void> {
  let end: number | undefined;
  return async (installation) => {
    if (end !== undefined && performance.now() >= end) return;
    try {
      await compare(installation);
    } catch (error) {
      end ??= performance.now() + seconds * 1000;
      throw error;
    }
  };
}

async function reported(installation: Installation, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw failure(error, installation, 'an example');
  }
}

/** Anything else than a disagreement stays what it is: a machine without memory proves nothing against a chart. */
function failure(error: unknown, installation: Installation | undefined, origin: string): unknown {
  if (installation === undefined || !(error instanceof Disagreement || error instanceof MisuseError)) return error;
  const { values, release } = installation;
  const text = writeYaml(values).trimEnd().replace(/^/gm, '  ');
  return new ProofError(
    `${error.message}\n\nThe release ${release.name} in ${release.namespace}, with this values file (${origin}):\n\n${text}\n`,
    installation,
    { cause: error },
  );
}

function nothingAccepted(runs: number, seed: number, reasons: ReadonlyMap<string, number>): string {
  const often = [...reasons].sort(([, one], [, other]) => other - one).slice(0, 5);
  const lines = often.map(([reason, count]) => `  ${String(count)} × ${reason}`);
  return `none of ${String(runs)} random values files was accepted (seed ${String(seed)}): give prove() changes that make them consistent. They were refused for:\n${lines.join('\n')}`;
}
