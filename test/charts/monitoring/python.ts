/** A program of the monitor, of the doctor or of helm test in plain Python, without the drivers: a test says what it is asked for. */
import { execute, outputOf } from '../../support/execute';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';

/** Drivers that are imported and, here, not used. */
const STAND_INS = {
  'psycopg2.py': '',
  'boto3/__init__.py': '',
  'boto3/exceptions.py': 'class Boto3Error(Exception): pass\n',
  'botocore/__init__.py': 'UNSIGNED = None\n',
  'botocore/config.py': 'class Config: pass\n',
  'botocore/parsers.py': 'class ResponseParserError(Exception): pass\n',
  // Which is of which kind, as botocore has them.
  'botocore/exceptions.py': `class BotoCoreError(Exception): pass
class NoCredentialsError(BotoCoreError): pass
class PartialCredentialsError(BotoCoreError): pass
class ParamValidationError(BotoCoreError): pass
class ConnectionError(BotoCoreError): pass
class EndpointConnectionError(ConnectionError): pass
class ConnectTimeoutError(ConnectionError): pass
class ProxyConnectionError(ConnectionError): pass
class SSLError(ConnectionError): pass
class HTTPClientError(BotoCoreError): pass
class ReadTimeoutError(HTTPClientError): pass
class ConnectionClosedError(HTTPClientError): pass
class ClientError(Exception):
    def __init__(self, response): self.response = response
`,
  'botocore/httpsession.py': 'def get_cert_path(_): return None\n',
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
    const program = `import json, sys\nsys.path[:0] = ["charts/smoke-test", "charts/doctor", "charts/monitoring", "charts/server", "charts/backup", ${JSON.stringify(folder)}]\ndef say(what): print(json.dumps(what))\n${lines}`;
    const own = { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1', ...env };
    return JSON.parse(outputOf(await execute('python3', ['-S', '-c', program], { cwd: root, env: own }))) as T;
  });
}
