/** hash-users.py, run as the init container runs it, but in folders of a test's own. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolder } from './chart-folder';
import { root } from './root';

/** The paths that it reads and writes are below the folder of its first argument. */
const ELSEWHERE = `
import builtins, runpy, sys
real = open
builtins.open = lambda path, *more, **options: real(sys.argv[1] + path, *more, **options)
runpy.run_path(sys.argv[2])
`;

/** What it has written and said about these users, passwords by names. */
export function hashUsers(users: Readonly<Record<string, string>>) {
  return withFolder({ 'users/users.json': JSON.stringify(users), 'login/.keep': '' }, (folder) => {
    const script = join(root, 'charts/access/hash-users.py');
    const said = execFileSync('python3', ['-I', '-c', ELSEWHERE, folder, script], { encoding: 'utf8' });
    return Promise.resolve({ said, file: readFileSync(join(folder, 'login/htpasswd'), 'utf8') });
  });
}
