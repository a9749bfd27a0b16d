import { execFile } from 'node:child_process';

/** Runs a program to its end; if it fails, the error has the end of what it printed. */
export function run(file: string, args: readonly string[], options: { readonly cwd?: string } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { ...options, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file} ${args.join(' ')} failed:\n${(stderr + stdout).slice(-3000)}`));
    });
  });
}
