/** What training jobs, notebooks and other clients of MLflow get. */
import { boolean, record } from '../lib/values/schema';

export const clients = record('What training jobs need to find MLflow.', {
  configMap: boolean({
    default: true,
    description: 'Create a ConfigMap of environment variables for clients (envFrom).',
  }),
});
