/** Real Helm, as the tests run it: isolated from the user's repositories, plugins and cluster. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { cacheDir, locateHelm, type HelmMajor } from './helm-binary';

export type { HelmMajor };

export interface HelmResult {
  /** Exit code; 0 is success. A failing Helm is a result, not an exception. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Helm {
  /** Such as `4.1.4`. */
  readonly version: string;
  run(args: readonly string[], options?: { readonly cwd?: string; readonly stdin?: string }): Promise<HelmResult>;
}

const found = new Map<HelmMajor, Helm>();

/** Every Helm the chart promises to work with. */
export function helms(): readonly Helm[] {
  return [helm('3'), helm('4')];
}

export function helm(major: HelmMajor): Helm {
  const known = found.get(major);
  if (known !== undefined) return known;
  const { file, version } = locateHelm(major);
  const result: Helm = { version, run: (args, options) => execute(file, args, options) };
  found.set(major, result);
  return result;
}

function execute(
  file: string,
  args: readonly string[],
  { cwd, stdin }: { readonly cwd?: string; readonly stdin?: string } = {},
): Promise<HelmResult> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: isolatedEnvironment(), maxBuffer: 256 * 1024 * 1024 };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      // A string code (ENOENT, …) or none (killed) means that Helm did not run to its end.
      if (error !== null && typeof error.code !== 'number') reject(new Error(`cannot run ${file}`, { cause: error }));
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
    // Helm may end without reading its input: its result tells, not a broken pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin ?? '');
  });
}

/** HELM_*, KUBECONFIG and XDG_* of the user would change results (plugins, namespaces, registries). */
function isolatedEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(HELM|KUBE|XDG_)/.test(name));
  const home = join(cacheDir, 'home');
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    KUBECONFIG: join(home, 'no-cluster'),
  };
}
