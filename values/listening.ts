/** Where MLflow listens is what keeps the proxy of its pod from being gone round: nothing else may say it. */
import { join, matches, or, toJson } from '../lib/expr/function';
import { collection, each } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { setsVariable } from './conditions';
import type { Values } from './schema';

/** Options of “mlflow server”, in one word or in two. */
const OF_MLFLOW = '(^|\\n)(-h|-p|(--host|--port|--app-name)($|[=\\n]))';

/**
 * Options of gunicorn, uvicorn and waitress; gunicorn's takes one address more each time, and a file may say more of them. Short
 * ones may be glued to others and to their value; long ones may be shortened. charts/server/start-server.sh has the same list.
 */
const SHORT = '-[DR]*[bc]';
const LONG =
  '--(bi|bin|bind|co|con|conf|confi|config|fd|ho|hos|host|li|lis|list|liste|listen|po|por|port|uds|un[a-z-]*)';

const OPTIONS_OF_SERVER = '--(gunicorn|uvicorn|waitress)-opts';
const IN_ARGUMENTS = `(^|\\n)${OPTIONS_OF_SERVER}[=\\n]([\\d\\D]*[ \\t\\n])?(${SHORT}|${LONG}($|[= \\t\\n]))`;

/** In the JSON of a list of variables, whose keys are sorted. */
const CHARACTER = '([^"\\\\]|\\\\[\\d\\D])';
const IN_VARIABLES = `"name":"MLFLOW_(GUNICORN|UVICORN|WAITRESS)_OPTS","value":"(${CHARACTER}*( |\\\\[nt]))?(${SHORT}|${LONG}[= "\\\\])`;

const REMEDY = 'Remove -b, --bind, -c, --config, --host, --port, --listen, --unix-socket, --uds and --fd from them';

export function listeningRules(values: Values): readonly Rule[] {
  const { extraArgs, env } = values.mlflow;
  const serverArguments = join(
    collection(
      'extraArguments',
      each(extraArgs, (argument) => argument),
    ),
    '\n',
  );
  return [
    {
      path: 'mlflow.extraArgs',
      violated: matches(serverArguments, OF_MLFLOW),
      problem: 'sets where MLflow listens or which app it is, which the proxy in its pod depends on',
      remedy: 'Remove --host, --port and --app-name; auth.mode chooses the login',
    },
    {
      path: 'mlflow.extraArgs',
      violated: matches(serverArguments, IN_ARGUMENTS),
      problem: 'has options of the web server that say where it listens: nobody there would be asked for a login',
      remedy: REMEDY,
    },
    {
      path: 'mlflow.env',
      violated: or(
        matches(toJson(env), IN_VARIABLES),
        setsVariable(values, 'UVICORN_FD'),
        setsVariable(values, 'UVICORN_UDS'),
      ),
      problem: 'has options of the web server that say where it listens: nobody there would be asked for a login',
      remedy: `${REMEDY}, and UVICORN_FD and UVICORN_UDS`,
    },
  ];
}
