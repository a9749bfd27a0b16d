/** What MLflow's own archival of traces reads: YAML, of which JSON is a part. */
import type { Value } from '../../lib/expr/expr';
import { text, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';

/** @param artifacts where artefacts are: each trace's spans lie in its own folder then, which backups have, and retention.traces deletes */
export function archivalOf(
  { enabled, olderThan, everySeconds, mostAtATime }: Values['retention']['traces']['archive'],
  artifacts: Value<string>,
) {
  return when(
    enabled,
    text`{"trace_archival": {"enabled": true, "location": "${artifacts}", "retention": "${olderThan}", "interval_seconds": ${everySeconds}, "max_traces_per_pass": ${mostAtATime}}}`,
  );
}
