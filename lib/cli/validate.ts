/** The command `validate`: arguments and configuration in, a report and an exit code out. */
import { lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { matrixLimits } from '../validate/chart/matrix-limits';
import { defaultRenderOptions } from '../validate/chart/render';
import type { ChartOptions } from '../validate/chart/validate-chart';
import { checks, groups } from '../validate/checks';
import { portable } from '../validate/fingerprint';
import { findInput, type Input } from '../validate/read/input';
import { fileSource } from '../validate/read/file';
import { formats } from '../validate/report/formats';
import { exitCode, toReport } from '../validate/report/report';
import { ruleList } from '../validate/report/rule-list';
import { rulePage } from '../validate/report/rule-page';
import { readBaseline, writeBaseline } from '../validate/settings/baseline';
import { emptyConfig, readConfig, type Config } from '../validate/settings/config';
import { requireOneOf, selectRules } from '../validate/settings/rule-choice';
import { requireNames } from '../validate/settings/names';
import { SettingsError } from '../validate/settings/settings-error';
import { defaultOptions } from '../validate/validate';
import { validateInput } from '../validate/validate-input';
import { configuredPaths, requireOwnConfig } from './config-paths';
import { globs } from '../text/glob';
import type { Command } from './command';
import type { CommandContext } from './context';
import { readGiven } from './given-file';
import { requirePath } from './missing-path';
import { reportErrors } from './report-errors';
import { usesColor, widthOf, type OutputStream } from './terminal';
import { helpPage } from './page';
import { validatePage } from './validate-page';
import { parseArguments, type ValidateArguments } from './validate-options';
import { working } from './working';
import { writeWholeFile } from './write-file';

/** Looked for in the working directory. */
const configFile = '.validate.yaml';

/** @returns the exit code: 0 nothing to fail for, 1 findings, 2 unreadable input or bad usage */
export async function validateCommand(args: readonly string[], context: CommandContext): Promise<0 | 1 | 2> {
  return await reportErrors(context, () => run(parseArguments(args), context));
}

export const command: Command = { page: validatePage, run: validateCommand };

async function run(given: ValidateArguments, context: CommandContext): Promise<0 | 1 | 2> {
  const { output, errors, environment, tool } = context;
  const color = !given.noColor && given.outputFile === undefined && usesColor(output, environment);
  const style = { color, width: widthOf(output) };
  if (given.help) return print(output, helpPage(tool.name, validatePage));
  if (given.version) return print(output, `${tool.version}\n`);
  if (given.list)
    return print(output, ruleList(groups, { color, width: output.isTTY === true ? style.width : Infinity }));
  if (given.explain !== undefined) {
    requireOneOf(
      given.explain,
      checks.map(({ id }) => id),
      'rule',
    );
    return print(output, rulePage(given.explain, style));
  }
  const config = configOf(given);
  const paths = given.paths.length > 0 ? given.paths : config.paths;
  if (paths.length === 0) {
    throw new SettingsError('expected a PATH: a file, a folder, a chart, or - for standard input; see --help');
  }
  for (const path of paths) if (path !== '-') requirePath(path);
  for (const path of [...given.values, ...given.schemas]) requirePath(path);
  const failOn = given.failOn ?? config.failOn ?? 'error';
  const options = optionsOf(given, config);
  requireNames(options);
  const isExcluded = globs(config.exclude);
  const input = findInput(paths, { isExcluded: (path) => isExcluded(portable(path)) });
  if (input.charts.length === 0) refuseChartOptions(given);
  const report = toReport(await working(errors, 'checking', validateInput(input, options, context.own)), {
    tool,
    failOn,
    minor: options.minor,
    skipped: input.skipped,
  });
  if (given.writeBaseline !== undefined) {
    if (given.outputFile !== undefined) {
      throw new SettingsError('--write-baseline makes no report: leave out --output-file');
    }
    writeWholeFile(given.writeBaseline, writeBaseline(report.findings));
    return report.unreadable.length > 0 ? 2 : 0;
  }
  const text = formats[given.output](report, {
    ...style,
    textOf: textReader(input, options.valuesFiles),
    detail: given.detail,
  });
  if (given.outputFile === undefined) output.write(text);
  else writeWholeFile(given.outputFile, text);
  return exitCode(report);
}

/** Nothing is passed over in silence. */
function refuseChartOptions({ values, set, release, apiVersions, matrix }: ValidateArguments): void {
  const given = [
    ...(values.length > 0 ? ['--values'] : []),
    ...(set.length > 0 ? ['--set'] : []),
    ...(release === undefined ? [] : ['--release']),
    ...(apiVersions.length > 0 ? ['--api-versions'] : []),
    ...(matrix ? ['--matrix'] : []),
  ];
  if (given.length > 0) throw new SettingsError(`${given.join(', ')}: there is no chart among the input`);
}

function print(output: OutputStream, text: string): 0 {
  output.write(text);
  return 0;
}

function configOf(given: ValidateArguments): Config {
  if (given.config !== undefined) return configIn(given.config, given);
  // A link that leads nowhere is there, too.
  const isThere = lstatSync(configFile, { throwIfNoEntry: false }) !== undefined;
  if (!isThere) return emptyConfig;
  requireOwnConfig(configFile);
  return configIn(configFile, given);
}

function configIn(file: string, given: ValidateArguments): Config {
  const text = readGiven(file);
  const config = readConfig(text, file);
  return { ...config, paths: configuredPaths(config, text, file, given.paths.length === 0) };
}

/** Arguments win over the configuration; lists add up. */
function optionsOf(given: ValidateArguments, config: Config): ChartOptions {
  const choice = {
    packs: [...config.packs, ...given.packs],
    rules: { ...config.rules, ...given.rules },
    only: given.only,
  };
  const baseline = given.baseline === undefined ? [] : readBaseline(readGiven(given.baseline), given.baseline);
  return {
    ...defaultOptions,
    ...defaultRenderOptions,
    ...selectRules(choice, groups),
    minor: given.minor ?? config.minor ?? defaultOptions.minor,
    namespace: given.namespace ?? config.namespace ?? defaultOptions.namespace,
    registries: config.registries,
    external: config.external,
    schemaFolders: [...config.schemas, ...given.schemas],
    suppressions: [...config.suppressions, ...baseline],
    // A baseline has them all.
    findingsPerRule:
      given.writeBaseline === undefined ? (given.maxPerRule ?? defaultOptions.findingsPerRule) : Infinity,
    release: given.release ?? defaultRenderOptions.release,
    // Those of the configuration are for its own paths, not for any chart that somebody asks about.
    valuesFiles: given.paths.length === 0 && given.values.length === 0 ? config.values : given.values,
    set: given.set,
    apiVersions: given.apiVersions,
    matrix: given.matrix,
    matrixLimits,
  };
}

/**
 * For excerpts: of files that were given, and of those of charts; a template may claim to be any other. A file that cannot
 * be read any more is shown without. Standard input is where it was.
 */
function textReader({ sources, charts }: Input, valuesFiles: readonly string[]) {
  const byName = new Map([...valuesFiles.map(fileSource), ...sources].map((source) => [source.name, source]));
  return (file: string): string | undefined => {
    try {
      const source = byName.get(file) ?? (charts.some((chart) => isIn(chart, file)) ? fileSource(file) : undefined);
      // With the reader's own limits: what it refused, a pipe for example, must not be opened here.
      return source?.text();
    } catch {
      return undefined;
    }
  };
}

/** @throws Node's error if one of them does not exist */
function isIn(folder: string, file: string): boolean {
  return file.startsWith(folder.replace(/\/+$/, '')) && realpathSync(file).startsWith(realpathSync(folder) + sep);
}
