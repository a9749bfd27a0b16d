/** A program of the monitor in plain Python, without the drivers: a test says what it is asked for. */
import { execute, outputOf } from '../../support/execute';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';

/** Drivers that are imported and, here, not used. */
const STAND_INS = {
  'psycopg2.py': '',
  'boto3.py': '',
  'botocore/__init__.py': 'UNSIGNED = None\n',
  'botocore/config.py': 'class Config: pass\n',
  'botocore/exceptions.py': 'class ClientError(Exception): pass\n',
};

/**
 * What lines of Python print as JSON, by say().
 * @param files further modules
 */
export async function python<T>(
  lines: string,
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<T> {
  return withFolder({ ...STAND_INS, ...files }, async (folder) => {
    const program = `import json, sys\nsys.path[:0] = ["charts/monitoring", "charts/server", "charts/backup", ${JSON.stringify(folder)}]\ndef say(what): print(json.dumps(what))\n${lines}`;
    const own = { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1', ...env };
    return JSON.parse(outputOf(await execute('python3', ['-S', '-c', program], { cwd: root, env: own }))) as T;
  });
}
