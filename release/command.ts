/** The command that releases a version: arguments in, a release and its notes out. */
import { readOptions, type OptionDeclaration } from '../lib/cli/options';
import { optionLines } from '../lib/cli/option-lines';
import { reportErrors } from '../lib/cli/report-errors';
import type { OutputStream } from '../lib/cli/terminal';
import { writeWholeFile } from '../lib/cli/write-file';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { writeChanges } from './changes';
import { release } from './release';
import { InterruptedError, Steps } from './steps';

const GROUPS = {
  Options: {
    'dry-run': { help: 'do everything in a copy, show it, and throw it away' },
    notes: { value: 'FILE', help: 'write the release notes there, instead of printing them' },
    date: { value: 'DATE', help: 'of the release (default: today)' },
    changes: { help: 'only write charts/changes.json anew' },
    help: { short: 'h', help: 'this page' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, OptionDeclaration>>>>;

export interface ReleaseContext {
  /** For the notes. */
  readonly output: OutputStream;
  /** For all else. */
  readonly errors: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The repository's, or one in it. */
  readonly folder: string;
}

/** @returns the exit code: 0 released, 2 refused, or something failed; 128 and its number after a signal */
export async function releaseCommand(args: readonly string[], context: ReleaseContext): Promise<number> {
  return await reportErrors(context, async () => {
    try {
      return await run(args, context);
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      context.errors.write(`${error.message}\n`);
      return error.code;
    }
  });
}

async function run(args: readonly string[], { output, errors, folder }: ReleaseContext): Promise<0> {
  const { positionals, given } = readOptions(args, GROUPS.Options);
  if (given.has('help')) {
    output.write(help());
    return 0;
  }
  if (given.has('changes')) {
    writeChanges(await rootOf(folder));
    return 0;
  }
  const [version, second] = positionals;
  if (version === undefined) throw new SettingsError('expected the version to release, such as 1.1.0; see --help');
  if (second !== undefined) throw new SettingsError(`expected one version, got ${version} and ${second}`);
  const date = given.get('date')?.at(-1) ?? new Date().toISOString().slice(0, 10);
  if (!isDay(date)) throw new SettingsError(`--date: expected a day such as 2026-11-29, got ${date}`);
  const say = (line: string) => errors.write(`${line}\n`);
  const root = await rootOf(folder);
  const { notes, changed, branch } = await release({ root, version, date, dryRun: given.has('dry-run'), say });
  const file = given.get('notes')?.at(-1);
  if (file === undefined) output.write(notes);
  else writeNotes(file, notes, output, say);
  if (given.has('dry-run')) say(`\n${changed}\nNothing was changed: this was a dry run`);
  else
    say(
      `\nIt is released here, on the branch ${branch}. Next:\n  git push --follow-tags\n  npm run publish -- oci://REGISTRY/PATH`,
    );
  return 0;
}

/** Of the repository. @throws SettingsError where the folder is in none */
async function rootOf(folder: string): Promise<string> {
  try {
    return await Steps.during((steps) => steps.run('git', ['rev-parse', '--show-toplevel'], folder));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(`${folder} is in no repository of git's: run this in the clone`);
  }
}

/** Whether the calendar has it: Date takes the 30th of February for a day of March. */
function isDay(date: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return false;
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}

/** By now it is released: what cannot be written is printed. */
function writeNotes(file: string, notes: string, output: OutputStream, say: (line: string) => void): void {
  try {
    writeWholeFile(file, notes);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    say(`${error.message}; the notes are printed instead`);
    output.write(notes);
  }
}

/** Fits 80 columns. */
function help(): string {
  return `Usage: npm run release -- VERSION [OPTION…]

Releases what is unreleased: sets the version, dates its section of
CHANGELOG.md, runs synth, keeps prod's archive for the tests of upgrades,
commits and tags. Where anything fails, everything is as it was; Ctrl-C, too,
ends it like that, until the last step, which ends as a whole.
${optionLines(GROUPS)}
Exit code: 0 released, 2 refused, or something failed, 130 Ctrl-C.
`;
}
