/** What MLflow before and the oldest PostgreSQL have backed up, restored by the chart's MLflow and the newest PostgreSQL. */
import { describe } from '@jest/globals';
import { MLFLOW, MLFLOW_BEFORE, POSTGRESQL_NEWEST, POSTGRESQL_OLDEST } from '../images/versions';
import { realCluster } from '../nodes/running';
import { drill } from './drill';

describe(`docs/recovery.md, from MLflow ${MLFLOW_BEFORE} on PostgreSQL ${POSTGRESQL_OLDEST} to ${MLFLOW} on ${POSTGRESQL_NEWEST}, on Kubernetes ${realCluster().version}`, () => {
  drill({
    namespace: 'older',
    from: { mlflow: MLFLOW_BEFORE, postgresql: POSTGRESQL_OLDEST },
    to: { postgresql: POSTGRESQL_NEWEST },
    // MLflow's own 75868b020152 moves the names of traces from their tags into a column, and drops a column of spans.
    migrated: ['alembic_version', 'alembic_version_auth', 'trace_tags', 'spans'],
  });
});
