/** A shell script that starts a server, run by plain `sh` with a program in the server's place that says how it was called. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from './chart-folder';
import { root } from './root';

export interface Call {
  /** What the script became: the program's arguments. */
  readonly args: readonly string[];
  /** The program's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @param script path below the repository's root, run as containers do: `sh -ec SCRIPT name args…`
 * @param program the command that it ends in
 * @param others further programs that it calls: shell scripts in their places
 * @throws an error with `status` and `stderr`, where it does not end in that program
 */
export async function runScript(
  script: string,
  program: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  others: Readonly<Record<string, string>> = {},
): Promise<Call> {
  const recorder = `#!/bin/sh\nprintf '%s\\0' "$#" "$@"\nexec env -0\n`;
  return withFolder({ [program]: recorder, ...others }, (folder) => {
    for (const name of [program, ...Object.keys(others)]) chmodSync(join(folder, name), 0o755);
    const text = readFileSync(join(root, script), 'utf8');
    const output = execFileSync('sh', ['-ec', text, script, ...args], {
      env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [count = '', ...said] = output.split('\0').slice(0, -1);
    const variables = said.slice(Number(count)).map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name, value.join('=')] as const;
    });
    return Promise.resolve({ args: said.slice(0, Number(count)), env: Object.fromEntries(variables) });
  });
}
