// Which things a request was about that deletes, or says who may do what: for the log, from its query and a small body. What is not
// named here is never taken out of a body: passwords and credentials are in these, too.
import querystring from 'querystring';

const LONGEST_BODY = 4096;
const LONGEST_VALUE = 200;
const MOST_VALUES = 100;
const KEYS = [
  'experiment_id',
  'experiment_name',
  'run_id',
  'model_id',
  'name',
  'version',
  'trace_ids',
  'request_ids',
  'max_timestamp_millis',
  'max_traces',
  'username',
  'is_admin',
  'permission',
  'resource_type',
  'resource_id',
  'resource_pattern',
  'role_id',
  'role_permission_id',
  'workspace',
  'workspace_name',
  'scorer_name',
  'secret_id',
  'secret_name',
  'endpoint_id',
  'model_definition_id',
  'guardrail_id',
  'budget_policy_id',
  'queue_id',
  'schema_id',
];

/** An object, in JSON: it stands in a text of the log's. */
function about(r) {
  const body = r.variables.request_body || '';
  const isLong = body.length > LONGEST_BODY;
  const query = querystring.parse(r.variables.args || '');
  const sent = isLong ? {} : fieldsOf(body);
  const found = {};
  KEYS.forEach((key) => {
    const values = [].concat(query[key], sent[key]).filter(isPlain).map(short);
    if (values.length > 0) {
      found[key] = values.length > 1 ? values.slice(0, MOST_VALUES) : values[0];
    }
  });
  if (isLong) {
    found.body = 'too long to be read';
  }
  return JSON.stringify(found);
}

/** JSON, as clients send it, or a form, as MLflow's pages do. */
function fieldsOf(body) {
  try {
    return JSON.parse(body) || {};
  } catch (error) {
    return querystring.parse(body);
  }
}

function isPlain(value) {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function short(value) {
  return typeof value === 'string' && value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}

export default { about };
