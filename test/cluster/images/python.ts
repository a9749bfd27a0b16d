/** The Python of this machine that makes virtual environments. */
import { execFileSync } from 'node:child_process';

/** The system's first, because any user can read it. */
export function python(): string | undefined {
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  return ['/usr/bin/python3', 'python3'].find((candidate) => {
    try {
      execFileSync(candidate, ['-c', check], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
