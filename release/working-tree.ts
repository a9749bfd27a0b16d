/** A working tree of the repository's, in the system's folder for temporary files: what is done in it does not matter. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writingReason } from '../lib/cli/write-file';
import { SettingsError } from '../lib/validate/settings/settings-error';
import type { Steps } from './steps';

const PREFIX = 'mlflow-chart-release-';

/**
 * Goes again, and what git remembers of it: at the end, at a mistake, at a signal. What a release that was killed has left goes before.
 *
 * @param root of the repository
 * @throws SettingsError where there is no place for it
 */
export async function withWorkingTree<T>(steps: Steps, root: string, use: (tree: string) => Promise<T>): Promise<T> {
  await removeStale(steps, root);
  const folder = newFolder();
  const tree = join(folder, 'tree');
  try {
    await steps.run('git', ['worktree', 'add', '--quiet', '--detach', tree, 'HEAD'], root);
    return await use(tree);
  } finally {
    steps.holdToClean();
    await remove(steps, root, tree);
  }
}

async function remove(steps: Steps, root: string, tree: string): Promise<void> {
  // Twice: git keeps one that is locked, as one that it was still making is. Where there is none yet, it fails, and that is fine.
  await steps.run('git', ['worktree', 'remove', '--force', '--force', tree], root, ANY).catch(() => undefined);
  rmSync(dirname(tree), { recursive: true, force: true });
}

/** git says it with these where there is no such tree. */
const ANY = [0, 128];

/** Those of releases whose process is no more; other trees are the user's, even if their folders are gone. */
async function removeStale(steps: Steps, root: string): Promise<void> {
  const listed = await steps.run('git', ['worktree', 'list', '--porcelain'], root);
  for (const [, tree = ''] of listed.matchAll(/^worktree (.+)$/gm)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(basename(dirname(tree))) ?? [];
    if (pid !== undefined && basename(tree) === 'tree' && !isRunning(Number(pid))) await remove(steps, root, tree);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function newFolder(): string {
  try {
    return mkdtempSync(join(realpathSync(tmpdir()), `${PREFIX}${String(process.pid)}-`));
  } catch (error) {
    throw new SettingsError(
      `no folder can be made in ${tmpdir()}, for temporary files: ${writingReason(error)}; set TMPDIR to one that can be written`,
    );
  }
}
