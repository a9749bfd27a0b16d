/** Errors in manifests and charts that thousands of clusters run: each should be a fault of theirs, not of the tool. */

import { execute } from '../../test/support/execute';
import { goodInputs } from './good-manifests';
import { command } from './command';
import { kubeconformCommand } from './peers';

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly unreadable: readonly { readonly file: string; readonly message: string }[];
}

export async function benchFalseAlarms(say: (line: string) => void): Promise<readonly string[]> {
  const program = await command();
  const lines = ['Errors in well-known manifests and charts', row('', ['inputs', 'ours', 'kubeconform'])];
  const each: string[] = [];
  for (const { project, folder, manifests, charts } of await goodInputs(say)) {
    say(project);
    const errors: string[] = [];
    // Every file by itself: they are alternatives of each other.
    for (const path of [...manifests, ...charts]) {
      const { stdout } = await execute('node', [program, 'validate', '--output', 'json', path]);
      const { findings, unreadable } = JSON.parse(stdout) as Report;
      const place = (file: string) => file.replace(`${folder}/`, '');
      errors.push(
        ...findings
          .filter(({ severity }) => severity === 'error')
          .map(({ rule, message, file, line }) => `${place(file)}:${String(line)} ${rule}: ${message}`),
        ...unreadable.map(({ file, message }) => `${place(file)} can not be read: ${message}`),
      );
    }
    const theirs = manifests.length === 0 ? '-' : String(await kubeconformErrors(manifests));
    lines.push(row(project, [String(manifests.length + charts.length), String(errors.length), theirs]));
    each.push(...errors.map((error) => `  ${project}: ${error}`));
  }
  return [...lines, 'Each of ours', ...each];
}

/** Kinds that it has no schema for are no errors. */
async function kubeconformErrors(manifests: readonly string[]): Promise<number> {
  const { file, args } = kubeconformCommand();
  const { stdout } = await execute(file, [
    ...args,
    '-ignore-missing-schemas',
    '-output',
    'json',
    '-summary',
    ...manifests,
  ]);
  const { summary } = JSON.parse(stdout) as { readonly summary: { readonly invalid: number; readonly errors: number } };
  return summary.invalid + summary.errors;
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(32)}${cells.map((cell) => cell.padStart(12)).join('')}`;
}
