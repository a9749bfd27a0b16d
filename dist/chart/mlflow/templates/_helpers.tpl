{{- define "mlflow.alerts" -}}
{{- if and .Values.monitoring.enabled .Values.monitoring.alerts.enabled }}
- name: {{ printf "mlflow-users.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - record: mlflow:requests:rate5m
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[5m]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate5m
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[5m]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate5m
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[5m])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[5m]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:requests:rate30m
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[30m]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate30m
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[30m]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate30m
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[30m])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[30m]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:requests:rate1h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[1h]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate1h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[1h]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate1h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[1h])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[1h]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:requests:rate2h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[2h]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate2h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[2h]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate2h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[2h])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[2h]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:requests:rate6h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[6h]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate6h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[6h]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate6h
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[6h])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[6h]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:requests:rate1d
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[1d]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate1d
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[1d]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate1d
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[1d])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[1d]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:requests:rate3d
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\"}[3d]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:failed_requests:rate3d
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=~\"ui|api|artefacts|traces\",status=~\"5..\"}[3d]))" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
    - record: mlflow:slow_requests:rate3d
      expr: {{ printf "sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=\"+Inf\"}[3d])) - sum by (namespace, service, route) (rate(mlflow_proxy_request_duration_seconds_bucket{namespace=\"%s\",service=\"%s\",route=~\"ui|api\",le=~\"%s([.]0)?\"}[3d]))" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latencySeconds | quote }}
    - record: mlflow:failed_requests:allowed
      expr: {{ printf "group by (namespace, service) (mlflow:requests:rate1h{namespace=\"%s\",service=\"%s\"}) * (1 - %s / 100)" .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability | quote }}
    - alert: MlflowErrorsFast
      expr: {{ printf "(mlflow:failed_requests:rate1h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate1h{namespace=\"%s\",service=\"%s\"} > 14.4 * (1 - %s / 100)) and (mlflow:failed_requests:rate5m{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate5m{namespace=\"%s\",service=\"%s\"} > 14.4 * (1 - %s / 100)) and (mlflow:failed_requests:rate1h{namespace=\"%s\",service=\"%s\"} * 3600 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 2m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests fail, 14.4 times as many as allowed: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} got an error of the server within 1h, and it goes on. Over 30 days, %s %% are to be answered without: at this rate that is used up 14.4 times as fast as allowed. Runs that log may lose what they log." .Values.monitoring.alerts.availability | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowerrorsfast" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s logs deployment/%s -c mlflow --tail=100\nThe proxy’s log has a line of JSON for each request: `status` 502 or 504 means that MLflow did not answer, 500 and 503 that it answered so, and then its log says why.\nAn alert of the database, the bucket or a volume at the same time is the cause: see there first.\nIf it began with an upgrade, look at what `helm history` says, and at docs/upgrading.md before you roll back: a database that was migrated is not migrated back.\nIf MLflow runs out of memory or workers, raise `mlflow.resources`, `mlflow.workers` or `mlflow.replicaCount`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
    - alert: MlflowLatencyFast
      expr: {{ printf "(mlflow:slow_requests:rate1h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate1h{namespace=\"%s\",service=\"%s\"} > 14.4 * (1 - %s / 100)) and (mlflow:slow_requests:rate5m{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate5m{namespace=\"%s\",service=\"%s\"} > 14.4 * (1 - %s / 100)) and (mlflow:slow_requests:rate1h{namespace=\"%s\",service=\"%s\"} * 3600 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 2m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests are slow, 14.4 times as many as allowed: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} took longer than %s s within 1h, and it goes on. Over 30 days, %s %% are to be quicker: at this rate that is used up 14.4 times as fast as allowed. Pages load slowly, and training waits for its logging." .Values.monitoring.alerts.latencySeconds .Values.monitoring.alerts.latency | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowlatencyfast" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s top pods -l app.kubernetes.io/instance=%s --containers\nIn the proxy’s log, `seconds` is the whole time and `firstByte` how long MLflow took: a large difference between them is the network or a slow client.\nIf the same paths are slow all the time, the database is asked for much: look at the alerts of the database, and let `retention.database` keep its tables in order; many metrics in one run, and searches over many runs, are slow by themselves.\nIf everything is slow, the workers are busy: raise `mlflow.workers` or `mlflow.replicaCount`, and its CPU in `mlflow.resources`." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) | quote }}
        {{- end }}
    - alert: MlflowErrorsHigh
      expr: {{ printf "(mlflow:failed_requests:rate6h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate6h{namespace=\"%s\",service=\"%s\"} > 6 * (1 - %s / 100)) and (mlflow:failed_requests:rate30m{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate30m{namespace=\"%s\",service=\"%s\"} > 6 * (1 - %s / 100)) and (mlflow:failed_requests:rate6h{namespace=\"%s\",service=\"%s\"} * 21600 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests fail, 6 times as many as allowed: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} got an error of the server within 6h, and it goes on. Over 30 days, %s %% are to be answered without: at this rate that is used up 6 times as fast as allowed. Runs that log may lose what they log." .Values.monitoring.alerts.availability | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowerrorshigh" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s logs deployment/%s -c mlflow --tail=100\nThe proxy’s log has a line of JSON for each request: `status` 502 or 504 means that MLflow did not answer, 500 and 503 that it answered so, and then its log says why.\nAn alert of the database, the bucket or a volume at the same time is the cause: see there first.\nIf it began with an upgrade, look at what `helm history` says, and at docs/upgrading.md before you roll back: a database that was migrated is not migrated back.\nIf MLflow runs out of memory or workers, raise `mlflow.resources`, `mlflow.workers` or `mlflow.replicaCount`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
    - alert: MlflowLatencyHigh
      expr: {{ printf "(mlflow:slow_requests:rate6h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate6h{namespace=\"%s\",service=\"%s\"} > 6 * (1 - %s / 100)) and (mlflow:slow_requests:rate30m{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate30m{namespace=\"%s\",service=\"%s\"} > 6 * (1 - %s / 100)) and (mlflow:slow_requests:rate6h{namespace=\"%s\",service=\"%s\"} * 21600 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests are slow, 6 times as many as allowed: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} took longer than %s s within 6h, and it goes on. Over 30 days, %s %% are to be quicker: at this rate that is used up 6 times as fast as allowed. Pages load slowly, and training waits for its logging." .Values.monitoring.alerts.latencySeconds .Values.monitoring.alerts.latency | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowlatencyhigh" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s top pods -l app.kubernetes.io/instance=%s --containers\nIn the proxy’s log, `seconds` is the whole time and `firstByte` how long MLflow took: a large difference between them is the network or a slow client.\nIf the same paths are slow all the time, the database is asked for much: look at the alerts of the database, and let `retention.database` keep its tables in order; many metrics in one run, and searches over many runs, are slow by themselves.\nIf everything is slow, the workers are busy: raise `mlflow.workers` or `mlflow.replicaCount`, and its CPU in `mlflow.resources`." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) | quote }}
        {{- end }}
    - alert: MlflowErrorsSteady
      expr: {{ printf "(mlflow:failed_requests:rate1d{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate1d{namespace=\"%s\",service=\"%s\"} > 3 * (1 - %s / 100)) and (mlflow:failed_requests:rate2h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate2h{namespace=\"%s\",service=\"%s\"} > 3 * (1 - %s / 100)) and (mlflow:failed_requests:rate1d{namespace=\"%s\",service=\"%s\"} * 86400 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests fail, 3 times as many as allowed, for long: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} got an error of the server within 1d, and it goes on. Over 30 days, %s %% are to be answered without: at this rate that is used up 3 times as fast as allowed. Runs that log may lose what they log." .Values.monitoring.alerts.availability | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowerrorssteady" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s logs deployment/%s -c mlflow --tail=100\nThe proxy’s log has a line of JSON for each request: `status` 502 or 504 means that MLflow did not answer, 500 and 503 that it answered so, and then its log says why.\nAn alert of the database, the bucket or a volume at the same time is the cause: see there first.\nIf it began with an upgrade, look at what `helm history` says, and at docs/upgrading.md before you roll back: a database that was migrated is not migrated back.\nIf MLflow runs out of memory or workers, raise `mlflow.resources`, `mlflow.workers` or `mlflow.replicaCount`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
    - alert: MlflowLatencySteady
      expr: {{ printf "(mlflow:slow_requests:rate1d{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate1d{namespace=\"%s\",service=\"%s\"} > 3 * (1 - %s / 100)) and (mlflow:slow_requests:rate2h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate2h{namespace=\"%s\",service=\"%s\"} > 3 * (1 - %s / 100)) and (mlflow:slow_requests:rate1d{namespace=\"%s\",service=\"%s\"} * 86400 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests are slow, 3 times as many as allowed, for long: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} took longer than %s s within 1d, and it goes on. Over 30 days, %s %% are to be quicker: at this rate that is used up 3 times as fast as allowed. Pages load slowly, and training waits for its logging." .Values.monitoring.alerts.latencySeconds .Values.monitoring.alerts.latency | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowlatencysteady" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s top pods -l app.kubernetes.io/instance=%s --containers\nIn the proxy’s log, `seconds` is the whole time and `firstByte` how long MLflow took: a large difference between them is the network or a slow client.\nIf the same paths are slow all the time, the database is asked for much: look at the alerts of the database, and let `retention.database` keep its tables in order; many metrics in one run, and searches over many runs, are slow by themselves.\nIf everything is slow, the workers are busy: raise `mlflow.workers` or `mlflow.replicaCount`, and its CPU in `mlflow.resources`." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) | quote }}
        {{- end }}
    - alert: MlflowErrorsSlow
      expr: {{ printf "(mlflow:failed_requests:rate3d{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate3d{namespace=\"%s\",service=\"%s\"} > 1 * (1 - %s / 100)) and (mlflow:failed_requests:rate6h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate6h{namespace=\"%s\",service=\"%s\"} > 1 * (1 - %s / 100)) and (mlflow:failed_requests:rate3d{namespace=\"%s\",service=\"%s\"} * 259200 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.availability .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 30m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests fail, as many as allowed, for long: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} got an error of the server within 3d, and it goes on. Over 30 days, %s %% are to be answered without: at this rate that is used up as fast as allowed. Runs that log may lose what they log." .Values.monitoring.alerts.availability | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowerrorsslow" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s logs deployment/%s -c mlflow --tail=100\nThe proxy’s log has a line of JSON for each request: `status` 502 or 504 means that MLflow did not answer, 500 and 503 that it answered so, and then its log says why.\nAn alert of the database, the bucket or a volume at the same time is the cause: see there first.\nIf it began with an upgrade, look at what `helm history` says, and at docs/upgrading.md before you roll back: a database that was migrated is not migrated back.\nIf MLflow runs out of memory or workers, raise `mlflow.resources`, `mlflow.workers` or `mlflow.replicaCount`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
    - alert: MlflowLatencySlow
      expr: {{ printf "(mlflow:slow_requests:rate3d{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate3d{namespace=\"%s\",service=\"%s\"} > 1 * (1 - %s / 100)) and (mlflow:slow_requests:rate6h{namespace=\"%s\",service=\"%s\"} / mlflow:requests:rate6h{namespace=\"%s\",service=\"%s\"} > 1 * (1 - %s / 100)) and (mlflow:slow_requests:rate3d{namespace=\"%s\",service=\"%s\"} * 259200 >= 5)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Values.monitoring.alerts.latency .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 30m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Requests are slow, as many as allowed, for long: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} took longer than %s s within 3d, and it goes on. Over 30 days, %s %% are to be quicker: at this rate that is used up as fast as allowed. Pages load slowly, and training waits for its logging." .Values.monitoring.alerts.latencySeconds .Values.monitoring.alerts.latency | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowlatencyslow" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s top pods -l app.kubernetes.io/instance=%s --containers\nIn the proxy’s log, `seconds` is the whole time and `firstByte` how long MLflow took: a large difference between them is the network or a slow client.\nIf the same paths are slow all the time, the database is asked for much: look at the alerts of the database, and let `retention.database` keep its tables in order; many metrics in one run, and searches over many runs, are slow by themselves.\nIf everything is slow, the workers are busy: raise `mlflow.workers` or `mlflow.replicaCount`, and its CPU in `mlflow.resources`." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) | quote }}
        {{- end }}
- name: {{ printf "mlflow-server.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowDown
      expr: {{ printf "max by (namespace, service) (up{namespace=\"%s\",service=\"%s\"}) == 0 or absent(up{namespace=\"%s\",service=\"%s\"})" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "No pod of MLflow answers: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "Prometheus gets an answer from no pod of MLflow. Nobody gets to it: pages, training jobs and models alike."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdown" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s describe deployment/%s\n$ kubectl -n %s get events --sort-by=.lastTimestamp\nPods that are `Pending`: the events say what the cluster lacks.\nPods in `Init`: they wait for the database, a migration or a restore; the log of that container says which.\nPods that restart: see MlflowRestartLoop.\nPods that run and are ready: Prometheus does not get to them. With `networkPolicy.enabled`, its namespace has to stand in `networkPolicy.monitoring`; docs/monitoring.md says how it finds them." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowMonitorAway
      expr: {{ printf "max by (namespace, service) (mlflow_monitor_up{namespace=\"%s\",service=\"%s\"}) == 0 or (absent(mlflow_monitor_up{namespace=\"%s\",service=\"%s\"}) and on () max(up{namespace=\"%s\",service=\"%s\"}) == 1)" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Nobody looks after MLflow’s database, bucket and certificates: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "MLflow’s pods answer, but the container monitor in them does not: no other alert would fire because of the database, the bucket, keys or certificates."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowmonitoraway" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\n$ kubectl -n %s logs deployment/%s -c monitor --tail=100\nIts log says what it failed at. It is no part of serving: restarting the pods one by one (`kubectl rollout restart`) is safe.\nIf it was killed for its memory, raise `monitoring.server.resources`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
    - alert: MlflowMigrationStuck
      expr: {{ printf "max by (namespace, service) (mlflow_migration_running_seconds{namespace=\"%s\",service=\"%s\"}) > %d" .Release.Namespace (include "mlflow.metrics.name" .) (int64 .Values.mlflow.migration.timeoutSeconds) | quote }}
      for: 1m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A migration of the database does not end: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "Somebody has held the lock of the migration for {{ $value | humanizeDuration }}; mlflow.migration.timeoutSeconds is %d. New pods of MLflow wait for it, and give up." (int64 .Values.mlflow.migration.timeoutSeconds) | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowmigrationstuck" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c prepare --tail=100\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=tracking\nA large table takes its time: as long as the migration works, leave it, and raise `mlflow.migration.timeoutSeconds` so that the pods that wait do not give up.\nIn the database, `SELECT pid, state, wait_event_type, query FROM pg_stat_activity` says who holds it and whether that session waits for another one’s lock; end that other one (`pg_terminate_backend`).\nIf its pod is gone and its session is not, end the session: what it had not committed is as it was." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.instance" .) | quote }}
        {{- end }}
    - alert: MlflowMigrationFailed
      expr: {{ printf "max by (namespace, service) (mlflow_database_schema_current{namespace=\"%s\",service=\"%s\"}) == 0 and max by (namespace, service) (mlflow_migration_running_seconds{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "The database’s tables are not those of this MLflow: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: No running pod has the tables that its MLflow wants, and nobody migrates them. What runs goes on as long as it runs; a pod that restarts does not come back.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowmigrationfailed" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c prepare --tail=100\n$ kubectl -n %s rollout history deployment/%s\nThe log of the container prepare says what failed. Put that right, and delete the pod: its successor tries again.\nIf an older MLflow runs on newer tables, somebody rolled the chart back: roll forward again, or restore the backup that was made before the migration (docs/recovery.md)." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
    - alert: MlflowKeysInconsistent
      expr: {{ printf "min by (namespace, service) (mlflow_keys_consistent{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 10m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "What is encrypted in the database cannot be read with MLflow’s keys: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "A pod has other keys than those with which the gateway’s credentials or secrets of webhooks were encrypted: calls of models and webhooks fail, and what is written now is encrypted with the wrong key."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowkeysinconsistent" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c monitor --tail=100\n$ kubectl -n %s get pods -o wide -l app.kubernetes.io/component=tracking\nLook who changed the Secret in `mlflow.encryption.existingSecret`, and put back what was in it; then restart the pods.\nIf pods differ, some were not restarted after a change: restart them.\nAfter a restore, the keys have to be those of the backup: its manifest has their fingerprints (docs/recovery.md)." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowTracesRefused
      expr: {{ printf "sum by (namespace, service) (increase(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=\"traces\",status=~\"4..\",status!=\"499\"}[1h])) > 20 and sum by (namespace, service) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=\"traces\",status=~\"4..\",status!=\"499\"}[1h])) / sum by (namespace, service) (rate(mlflow_proxy_requests_total{namespace=\"%s\",service=\"%s\",route=\"traces\"}[1h])) > 0.05" .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Traces are refused: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: MLflow refused {{ "{{" }} $value | humanize }} requests with traces within an hour. Exporters of traces mostly drop what is refused, and nobody else is told.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowtracesrefused" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c proxy --tail=100\n$ kubectl -n %s logs deployment/%s -c mlflow --tail=100\nIn the proxy’s log, lines with `\"route\":\"traces\"`: 401 and 403 are clients without a login or a right, 413 are too large, 400 and 415 are no traces, or name no experiment (header x-mlflow-experiment-id).\n`client` and `user` in the same line say who sends them: tell them, their application does not." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) .Values.jobs.enabled }}
- name: {{ printf "mlflow-jobs.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowJobsDown
      expr: {{ printf "max by (namespace, service) (up{namespace=\"%s\",service=\"%s\"}) == 0 or absent(up{namespace=\"%s\",service=\"%s\"})" .Release.Namespace (include "mlflow.jobs-metrics.name" .) .Release.Namespace (include "mlflow.jobs-metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "The pod that runs MLflow’s jobs does not answer: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: Evaluations, scorers and other jobs cannot be begun (503), those that were under way wait, and no traces are archived. All else goes on.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowjobsdown" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=jobs\n$ kubectl -n %s describe deployment/%s\n$ kubectl -n %s logs deployment/%s -c mlflow --tail=100\nA pod that is `Pending`: the events say what the cluster lacks; there is one at a time, and none beside it.\nOne that is killed for its memory: raise `jobs.resources`. Each job is a process of its own, and ten may run at the same time.\nOn a node that is away, the old pod holds the new one up until it is deleted: `kubectl delete pod --force`, once the node is off for sure.\nJobs that were under way are begun again when it is back." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.jobs.name" .) .Release.Namespace (include "mlflow.jobs.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and .Values.monitoring.enabled .Values.monitoring.alerts.enabled }}
- name: {{ printf "mlflow-database.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowDatabaseUnreachable
      expr: {{ printf "max by (namespace, service) (mlflow_database_up{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 2m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "MLflow does not get to its database: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "No pod of MLflow can log in to the database. Everything but what is loaded already fails: pages, logging, models."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabaseunreachable" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c monitor --tail=100\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=postgresql\n$ kubectl -n %s get events --sort-by=.lastTimestamp\nThe log says which step fails. No address or a time-out: DNS, the network, or `networkPolicy.externalCidrs.database`. Refused: PostgreSQL does not run, see its pod and its volume (MlflowVolumeFull). A wrong password: who changed the Secret? Too many connections: see MlflowDatabaseConnections.\nA certificate that is not believed: docs/tls.md says how authorities are named, and when certificates are read again.\nA database of others: `psql -h <host> -U <user> -d <database> -c \"SELECT 1\"` from a pod of the same namespace tells whether it is MLflow alone." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) }}
- name: {{ printf "mlflow-database-exporter.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowDatabaseExporterBlind
      expr: {{ printf "max by (namespace, service) (up{namespace=\"%s\",service=\"%s\"}) == 0 or absent(up{namespace=\"%s\",service=\"%s\"}) or max by (namespace, service) (pg_up{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Nobody looks after PostgreSQL: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "PostgreSQL’s exporter is away, or does not get to the database: alerts about connections, locks and old transactions would not fire."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabaseexporterblind" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=database-exporter\n$ kubectl -n %s logs deployment/%s --tail=50\nIf MLflow does not get to the database either, see MlflowDatabaseUnreachable.\nOtherwise its log says why: it logs in as MLflow does, and needs a connection of its own." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.database-exporter.name" .) | quote }}
        {{- end }}
    - alert: MlflowDatabaseConnections
      expr: {{ printf "sum by (namespace, service) (pg_stat_activity_count{namespace=\"%s\",service=\"%s\"}) / (max by (namespace, service) (pg_settings_max_connections{namespace=\"%s\",service=\"%s\"}) - max by (namespace, service) (pg_settings_superuser_reserved_connections{namespace=\"%s\",service=\"%s\"})) > 0.9" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "PostgreSQL is near its limit of connections: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of the connections that PostgreSQL accepts are open. Past the limit, requests fail with errors, and migrations and backups do not start."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabaseconnections" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: |-
          $ psql -c "SELECT pid, usename, application_name, state, wait_event_type, now() - xact_start AS since, left(query, 80) FROM pg_stat_activity ORDER BY xact_start"
          $ psql -c "SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC"
          Others on the same server: who they are, the second command says. The bundled PostgreSQL accepts what `postgresql.maxConnections` says, or what follows from the pods of MLflow.
          MLflow’s own: lower `mlflow.databasePool` or `mlflow.workers`, or put a pooler before it (`externalDatabase.pooler`, docs/database.md).
          Sessions that are `idle in transaction` for long are somebody’s mistake: end them (`SELECT pg_terminate_backend(<pid>)`).
        {{- end }}
    - alert: MlflowDatabaseLongTransaction
      expr: {{ printf "max by (namespace, service, usename, application_name) (pg_stat_activity_max_tx_duration{namespace=\"%s\",service=\"%s\",datname=\"%s\",state=~\"active|idle in transaction.*\",application_name!=\"pg_dump\"}) > 3600" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) (ternary .Values.postgresql.auth.database (ternary .Values.database.cnpg.database .Values.externalDatabase.database (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) | quote }}
      for: 5m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A transaction has been open for long: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $labels.usename }} ({{ "{{" }} $labels.application_name }}) has had a transaction open for {{ "{{" }} $value | humanizeDuration }}. As long as it is, PostgreSQL tidies up nothing that is younger: tables grow, and queries become slow."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabaselongtransaction" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: |-
          $ psql -c "SELECT pid, usename, application_name, state, wait_event_type, now() - xact_start AS since, left(query, 80) FROM pg_stat_activity ORDER BY xact_start"
          A migration or maintenance may take as long: leave it.
          A session of somebody who went home, `idle in transaction`: `SELECT pg_terminate_backend(<pid>)`.
          A dump by hand takes as long as it takes; pg_dump by its own name is left out here.
        {{- end }}
    - alert: MlflowDatabaseLocks
      expr: {{ printf "sum by (namespace, service) (pg_stat_activity_count{namespace=\"%s\",service=\"%s\",datname=\"%s\",wait_event_type=\"Lock\"}) > 5" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) (ternary .Values.postgresql.auth.database (ternary .Values.database.cnpg.database .Values.externalDatabase.database (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) | quote }}
      for: 10m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Sessions wait for each other’s locks: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value }} sessions of PostgreSQL have been waiting for locks for ten minutes: the requests behind them hang."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabaselocks" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: |-
          $ psql -c "SELECT pid, pg_blocking_pids(pid), left(query, 80) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
          Who blocks and waits for nobody is the cause: a migration (wait), or a session that forgot its transaction (`pg_terminate_backend`).
        {{- end }}
    - alert: MlflowDatabaseDeadlocks
      expr: {{ printf "sum by (namespace, service) (increase(pg_stat_database_deadlocks{namespace=\"%s\",service=\"%s\",datname=\"%s\"}[1h])) > 5" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) (ternary .Values.postgresql.auth.database (ternary .Values.database.cnpg.database .Values.externalDatabase.database (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) | quote }}
      for: 0s
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Transactions fail by deadlocks: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "PostgreSQL ended {{ "{{" }} $value | humanize }} transactions within an hour, because they waited for each other in a circle: as many requests failed, and clients tried again."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabasedeadlocks" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs statefulset/%s --tail=200\nPostgreSQL’s log has both statements of each. Clients that log the same run from many processes are the usual cause: let one process log, or log in batches." .Release.Namespace (include "mlflow.postgresql.name" .) | quote }}
        {{- end }}
    - alert: MlflowDatabaseWraparound
      expr: {{ printf "max by (namespace, service) (pg_database_wraparound_age_datfrozenxid_seconds{namespace=\"%s\",service=\"%s\"}) > 1e9" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .) | quote }}
      for: 1h
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "PostgreSQL’s oldest transaction number is old: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The oldest transaction that is not frozen is {{ "{{" }} $value | humanize }} transactions back. At 2.1 billion PostgreSQL takes no more writes, until somebody has vacuumed for hours.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowdatabasewraparound" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: |-
          $ psql -c "SELECT datname, age(datfrozenxid) FROM pg_database ORDER BY 2 DESC"
          $ psql -c "SELECT oid::regclass, age(relfrozenxid) FROM pg_class WHERE relkind IN ('r', 't', 'm') ORDER BY 2 DESC LIMIT 10"
          Something keeps autovacuum from it: a long transaction (MlflowDatabaseLongTransaction), a forgotten replication slot (`SELECT * FROM pg_replication_slots`), or a prepared transaction (`pg_prepared_xacts`). End that, then `VACUUM (FREEZE, VERBOSE)` the tables with the highest ages.
        {{- end }}
{{- end }}
{{- if and .Values.monitoring.enabled .Values.monitoring.alerts.enabled }}
- name: {{ printf "mlflow-bucket.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowBucketUnreachable
      expr: {{ printf "max by (namespace, service) (mlflow_bucket_up{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "MLflow does not get to the bucket of its artefacts: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "No pod of MLflow can list the bucket of the artefacts: models do not load, and uploads and downloads fail."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowbucketunreachable" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c monitor --tail=100\n$ kubectl -n %s get events --sort-by=.lastTimestamp\nThe log has what the store answered. 403: the keys (their Secret, or the role of the ServiceAccount). 404: the bucket is gone, or called otherwise. No answer: DNS, the network, `networkPolicy.externalCidrs.s3`, or the store itself.\nFrom anywhere: `aws s3 ls s3://<bucket> --endpoint-url <endpoint>` with the same keys." .Release.Namespace (include "mlflow.tracking.name" .) .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowBucketNotWritable
      expr: {{ printf "max by (namespace, service) (mlflow_bucket_writable{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 10m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Nothing can be written to the bucket of the artefacts: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "MLflow reads the bucket of the artefacts, but cannot write, read back and delete an object: what runs log of files and models is lost."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowbucketnotwritable" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s -c monitor --tail=100\nThe log says which of the three steps failed, and how: a right that the keys have not (s3:PutObject, s3:DeleteObject), a quota, a store that is full (MlflowMinioFull, MlflowGarageFull), or a bucket with a lock on everything." .Release.Namespace (include "mlflow.tracking.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) }}
- name: {{ printf "mlflow-minio.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowMinioDown
      expr: {{ printf "max by (namespace, service) (up{namespace=\"%s\",service=\"%s\"}) == 0 or absent(up{namespace=\"%s\",service=\"%s\"})" .Release.Namespace (include "mlflow.minio-metrics.name" .) .Release.Namespace (include "mlflow.minio-metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "MinIO does not answer: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "Prometheus gets no answer from MinIO, which holds the artefacts: models do not load, and uploads and downloads fail."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowminiodown" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=minio\n$ kubectl -n %s logs statefulset/%s --tail=100\n$ kubectl -n %s get events --sort-by=.lastTimestamp\nA pod that is `Pending` waits for its volume or a node: the events say which. One that restarts says in its log why.\nIf MLflow gets to it (no MlflowBucketUnreachable), Prometheus alone does not: with `networkPolicy.enabled`, its namespace has to stand in `networkPolicy.monitoring`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.minio.name" .) .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowMinioFull
      expr: {{ printf "max by (namespace, service) (minio_cluster_capacity_usable_free_bytes{namespace=\"%s\",service=\"%s\"}) / max by (namespace, service) (minio_cluster_capacity_usable_total_bytes{namespace=\"%s\",service=\"%s\"}) < 0.05" .Release.Namespace (include "mlflow.minio-metrics.name" .) .Release.Namespace (include "mlflow.minio-metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "MinIO is nearly full: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of MinIO’s space are left. When none is, uploads fail, and what runs log of files and models is lost."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowminiofull" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=minio\n$ kubectl -n %s logs statefulset/%s --tail=100\nEnlarge its volume (docs/upgrading.md, `storage.size`), or delete what nobody needs: `retention` does it by rules (docs/retention.md)." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.minio.name" .) | quote }}
        {{- end }}
    - alert: MlflowMinioFilling
      expr: {{ printf "max by (namespace, service) (minio_cluster_capacity_usable_free_bytes{namespace=\"%s\",service=\"%s\"}) / max by (namespace, service) (minio_cluster_capacity_usable_total_bytes{namespace=\"%s\",service=\"%s\"}) < 0.4 and predict_linear((max by (namespace, service) (minio_cluster_capacity_usable_free_bytes{namespace=\"%s\",service=\"%s\"}))[12h:1m], 345600) < 0" .Release.Namespace (include "mlflow.minio-metrics.name" .) .Release.Namespace (include "mlflow.minio-metrics.name" .) .Release.Namespace (include "mlflow.minio-metrics.name" .) | quote }}
      for: 1h
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "MinIO will be full in four days: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of MinIO’s space are left, and as fast as it has filled lately, none will be in four days."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowminiofilling" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=minio\n$ kubectl -n %s logs statefulset/%s --tail=100\nEnlarge its volume (docs/upgrading.md, `storage.size`), or delete what nobody needs: `retention` does it by rules (docs/retention.md).\nLook who uploads so much: `client` and `received` in the proxy’s log." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.minio.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (eq (include "mlflow.objectStore.engine" .) "garage") }}
- name: {{ printf "mlflow-garage.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowGarageDown
      expr: {{ printf "max by (namespace, service) (up{namespace=\"%s\",service=\"%s\"}) == 0 or absent(up{namespace=\"%s\",service=\"%s\"})" .Release.Namespace (include "mlflow.garage-metrics.name" .) .Release.Namespace (include "mlflow.garage-metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Garage does not answer: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "Prometheus gets no answer from Garage, which holds the artefacts: models do not load, and uploads and downloads fail."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowgaragedown" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=garage\n$ kubectl -n %s logs statefulset/%s --tail=100\n$ kubectl -n %s get events --sort-by=.lastTimestamp\nA pod that is `Pending` waits for its volume or a node: the events say which. One that restarts says in its log why.\nIf MLflow gets to it (no MlflowBucketUnreachable), Prometheus alone does not: with `networkPolicy.enabled`, its namespace has to stand in `networkPolicy.monitoring`." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.garage.name" .) .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowGarageFull
      expr: {{ printf "max by (namespace, service) (garage_local_disk_avail{namespace=\"%s\",service=\"%s\",volume=\"data\"}) / max by (namespace, service) (garage_local_disk_total{namespace=\"%s\",service=\"%s\",volume=\"data\"}) < 0.05" .Release.Namespace (include "mlflow.garage-metrics.name" .) .Release.Namespace (include "mlflow.garage-metrics.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Garage is nearly full: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of Garage’s space are left. When none is, uploads fail, and what runs log of files and models is lost."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowgaragefull" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=garage\n$ kubectl -n %s logs statefulset/%s --tail=100\nEnlarge its volume (docs/upgrading.md, `storage.size`), or delete what nobody needs: `retention` does it by rules (docs/retention.md)." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.garage.name" .) | quote }}
        {{- end }}
    - alert: MlflowGarageFilling
      expr: {{ printf "max by (namespace, service) (garage_local_disk_avail{namespace=\"%s\",service=\"%s\",volume=\"data\"}) / max by (namespace, service) (garage_local_disk_total{namespace=\"%s\",service=\"%s\",volume=\"data\"}) < 0.4 and predict_linear((max by (namespace, service) (garage_local_disk_avail{namespace=\"%s\",service=\"%s\",volume=\"data\"}))[12h:1m], 345600) < 0" .Release.Namespace (include "mlflow.garage-metrics.name" .) .Release.Namespace (include "mlflow.garage-metrics.name" .) .Release.Namespace (include "mlflow.garage-metrics.name" .) | quote }}
      for: 1h
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Garage will be full in four days: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of Garage’s space are left, and as fast as it has filled lately, none will be in four days."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowgaragefilling" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=garage\n$ kubectl -n %s logs statefulset/%s --tail=100\nEnlarge its volume (docs/upgrading.md, `storage.size`), or delete what nobody needs: `retention` does it by rules (docs/retention.md).\nLook who uploads so much: `client` and `received` in the proxy’s log." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.garage.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (eq (include "mlflow.objectStore.engine" .) "garage")) }}
- name: {{ printf "mlflow-volumes.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowVolumeFull
      expr: {{ printf "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace=\"%s\",persistentvolumeclaim=~\"data-(%s|%s|%s)-[0-9]+|%s-[0-9]+(-wal)?\"}) / max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{namespace=\"%s\",persistentvolumeclaim=~\"data-(%s|%s|%s)-[0-9]+|%s-[0-9]+(-wal)?\"}) < 0.05" .Release.Namespace (include "mlflow.postgresql.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.cnpg.name" .) .Release.Namespace (include "mlflow.postgresql.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.cnpg.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A volume is nearly full: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of the volume {{ "{{" }} $labels.persistentvolumeclaim }} are left. A PostgreSQL without space stops, and does not start again; a store without space takes no uploads."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowvolumefull" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pvc -l app.kubernetes.io/instance=%s\n$ kubectl -n %s exec %s-0 -- df -h /var/lib/postgresql/data\nEnlarge it: raise the claim (`kubectl edit pvc`, if its class allows it) and `storage.size` in the values (docs/upgrading.md).\nPostgreSQL’s: look for WAL that is kept. With `backup.pointInTime`, that is what is not in the bucket yet (MlflowPointInTimeBehind); otherwise `SELECT * FROM pg_replication_slots`.\nDelete what nobody needs: `retention` does it by rules (docs/retention.md)." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.postgresql.name" .) | quote }}
        {{- end }}
    - alert: MlflowVolumeFilling
      expr: {{ printf "max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace=\"%s\",persistentvolumeclaim=~\"data-(%s|%s|%s)-[0-9]+|%s-[0-9]+(-wal)?\"}) / max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{namespace=\"%s\",persistentvolumeclaim=~\"data-(%s|%s|%s)-[0-9]+|%s-[0-9]+(-wal)?\"}) < 0.4 and predict_linear((max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace=\"%s\",persistentvolumeclaim=~\"data-(%s|%s|%s)-[0-9]+|%s-[0-9]+(-wal)?\"}))[12h:1m], 345600) < 0" .Release.Namespace (include "mlflow.postgresql.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.cnpg.name" .) .Release.Namespace (include "mlflow.postgresql.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.cnpg.name" .) .Release.Namespace (include "mlflow.postgresql.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.cnpg.name" .) | quote }}
      for: 1h
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A volume will be full in four days: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "{{ "{{" }} $value | humanizePercentage }} of the volume {{ "{{" }} $labels.persistentvolumeclaim }} are left, and as fast as it has filled lately, none will be in four days."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowvolumefilling" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pvc -l app.kubernetes.io/instance=%s\n$ kubectl -n %s exec %s-0 -- df -h /var/lib/postgresql/data\nEnlarge it: raise the claim (`kubectl edit pvc`, if its class allows it) and `storage.size` in the values (docs/upgrading.md).\nPostgreSQL’s: look for WAL that is kept. With `backup.pointInTime`, that is what is not in the bucket yet (MlflowPointInTimeBehind); otherwise `SELECT * FROM pg_replication_slots`.\nDelete what nobody needs: `retention` does it by rules (docs/retention.md)." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.postgresql.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (and .Values.backup.enabled .Values.backup.destination.bucket) }}
- name: {{ printf "mlflow-backups.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowBackupsUnread
      expr: {{ printf "max by (namespace, service) (up{namespace=\"%s\",service=\"%s\"}) == 0 or absent(up{namespace=\"%s\",service=\"%s\"}) or max by (namespace, service) (mlflow_backup_read_success{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
      for: 30m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Nobody sees which backups there are: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: "The exporter of backups is away, or cannot read the bucket: no other alert would fire if backups were missing. If it cannot read, backups are probably not written either."
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowbackupsunread" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s,app.kubernetes.io/component=backup-exporter\n$ kubectl -n %s logs deployment/%s --tail=50\nIts log has what the store answered: keys that were changed (`backup.destination.existingSecret`), a bucket that is gone, or a network that does not let it through (`networkPolicy.externalCidrs.backups`)." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
        {{- end }}
    - alert: MlflowBackupMissing
      expr: {{ printf "max by (namespace, service) (mlflow_backup_read_success{namespace=\"%s\",service=\"%s\"}) == 1 unless max by (namespace, service) (mlflow_backup_newest_started_timestamp_seconds{namespace=\"%s\",service=\"%s\"})" .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
      for: {{ printf "%ds" (add (mul (add (ternary 1 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "/[12]?[0-9] [*] [*] [*]$" .Values.backup.schedule)))) (ternary 24 (ternary 168 (ternary 744 8784 (regexMatch "^([^ ]+ [^ ]+ [^ ]+ [*] [^ ]+|@monthly)$" .Values.backup.schedule)) (regexMatch "^([^ ]+ [^ ]+ [*] [*] [^ ]+|@weekly)$" .Values.backup.schedule)) (regexMatch "^([^ ]+ [^ ]+ [*] [*] [*]|@daily|@midnight)$" .Values.backup.schedule)) (regexMatch "^[^ ]+ [*]/[12]?[0-9] [*] [*] [*]$" .Values.backup.schedule)) (regexMatch "^([^ ]+ [*] [*] [*] [*]|@hourly)$" .Values.backup.schedule)) 1) 3600) (int64 .Values.backup.timeoutSeconds)) | quote }}
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "There is no backup: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "The bucket of backups has been without a complete backup by the schedule %s for longer than the schedule allows. Whoever loses the database or the artefacts now, loses them for good." .Values.backup.schedule | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowbackupmissing" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get cronjobs,jobs -l app.kubernetes.io/instance=%s\n$ kubectl -n %s logs --prefix --all-containers --tail=50 --max-log-requests=20 -l app.kubernetes.io/component=backup,app.kubernetes.io/instance=%s\n$ kubectl -n %s exec deployment/%s -- python /prepare/exporter.py list\n$ kubectl -n %s create job --from=cronjob/%s %s-now\nThe log of the Job says what failed; put that right, and let one be made now (the last command).\nNo Job at all: is the CronJob suspended?\nThey were there before: somebody deleted them. With versioning the bucket still has them." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup.name" .) (include "mlflow.backup.name" .) | quote }}
        {{- end }}
    - alert: MlflowBackupOld
      expr: {{ printf "time() - max by (namespace, service) (mlflow_backup_newest_started_timestamp_seconds{namespace=\"%s\",service=\"%s\"}) > %d" .Release.Namespace (include "mlflow.backup-exporter.name" .) (add (mul (add (ternary 1 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "/[12]?[0-9] [*] [*] [*]$" .Values.backup.schedule)))) (ternary 24 (ternary 168 (ternary 744 8784 (regexMatch "^([^ ]+ [^ ]+ [^ ]+ [*] [^ ]+|@monthly)$" .Values.backup.schedule)) (regexMatch "^([^ ]+ [^ ]+ [*] [*] [^ ]+|@weekly)$" .Values.backup.schedule)) (regexMatch "^([^ ]+ [^ ]+ [*] [*] [*]|@daily|@midnight)$" .Values.backup.schedule)) (regexMatch "^[^ ]+ [*]/[12]?[0-9] [*] [*] [*]$" .Values.backup.schedule)) (regexMatch "^([^ ]+ [*] [*] [*] [*]|@hourly)$" .Values.backup.schedule)) 1) 3600) (int64 .Values.backup.timeoutSeconds)) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "The newest backup is old: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "What was written in the last {{ $value | humanizeDuration }} is in no backup; by the schedule %s there would be a younger one. Whoever loses the database or the artefacts now, loses that." .Values.backup.schedule | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowbackupold" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get cronjobs,jobs -l app.kubernetes.io/instance=%s\n$ kubectl -n %s logs --prefix --all-containers --tail=50 --max-log-requests=20 -l app.kubernetes.io/component=backup,app.kubernetes.io/instance=%s\n$ kubectl -n %s create job --from=cronjob/%s %s-now\nThe log of the Job says what failed: the database or a store that could not be reached, a dump larger than `backup.scratchSize`, or a time longer than `backup.timeoutSeconds`. Put that right, and let one be made now (the last command).\nNo Job at all: is the CronJob suspended, or the last Job still running?" .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.backup.name" .) (include "mlflow.backup.name" .) | quote }}
        {{- end }}
    - alert: MlflowBackupShrunk
      expr: {{ printf "(max by (namespace, service) (mlflow_backup_newest_runs{namespace=\"%s\",service=\"%s\"}) < max by (namespace, service) (max_over_time(mlflow_backup_newest_runs{namespace=\"%s\",service=\"%s\"}[8d])) / 2 and max by (namespace, service) (max_over_time(mlflow_backup_newest_runs{namespace=\"%s\",service=\"%s\"}[8d])) - max by (namespace, service) (mlflow_backup_newest_runs{namespace=\"%s\",service=\"%s\"}) >= 10) or (max by (namespace, service) (mlflow_backup_newest_artifact_objects{namespace=\"%s\",service=\"%s\"}) < max by (namespace, service) (max_over_time(mlflow_backup_newest_artifact_objects{namespace=\"%s\",service=\"%s\"}[8d])) / 2 and max by (namespace, service) (max_over_time(mlflow_backup_newest_artifact_objects{namespace=\"%s\",service=\"%s\"}[8d])) - max by (namespace, service) (mlflow_backup_newest_artifact_objects{namespace=\"%s\",service=\"%s\"}) >= 10)" .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
      for: 5m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "The newest backup has far less in it than before: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The newest backup has {{ "{{" }} $value | humanize }} runs or artefacts, fewer than half of what one of the last eight days had. No backup is deleted until somebody has looked.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowbackupshrunk" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s exec deployment/%s -- python /prepare/exporter.py list\nIf somebody deleted that many on purpose, name the backup in `backup.retention.acknowledge`: then older ones may go again.\nIf nobody did, it is a loss: look at MLflow’s database and bucket before anything else, and restore beside it from the last good one (docs/recovery.md)." .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.rehearsal.enabled }}
- name: {{ printf "mlflow-rehearsals.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowRehearsalFailed
      expr: {{ printf "max by (namespace, service) (mlflow_backup_rehearsal_success{namespace=\"%s\",service=\"%s\"}) == 0" .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
      for: 5m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "The last rehearsal of a restore did not bring everything back: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The newest backup was restored beside the database, and it was not whole. Whoever needs a backup now may not get everything back.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowrehearsalfailed" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get cronjobs,jobs -l app.kubernetes.io/instance=%s\n$ kubectl -n %s logs --prefix --all-containers --tail=50 --max-log-requests=20 -l app.kubernetes.io/component=backup,app.kubernetes.io/instance=%s\n$ kubectl -n %s create job --from=cronjob/%s %s-now\nIts log names the difference: tables, rows or artefacts that are not what the backup’s manifest says.\nMake a backup and rehearse it (the last command). If that fails too, keep all older backups (raise `backup.retention.count`) until it is understood." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.backup-rehearsal.name" .) (include "mlflow.backup-rehearsal.name" .) | quote }}
        {{- end }}
    - alert: MlflowRehearsalOld
      expr: {{ printf "time() - max by (namespace, service) (mlflow_backup_rehearsal_timestamp_seconds{namespace=\"%s\",service=\"%s\"}) > %d" .Release.Namespace (include "mlflow.backup-exporter.name" .) (add (mul (add (ternary 1 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "/[12]?[0-9] [*] [*] [*]$" .Values.backup.rehearsal.schedule)))) (ternary 24 (ternary 168 (ternary 744 8784 (regexMatch "^([^ ]+ [^ ]+ [^ ]+ [*] [^ ]+|@monthly)$" .Values.backup.rehearsal.schedule)) (regexMatch "^([^ ]+ [^ ]+ [*] [*] [^ ]+|@weekly)$" .Values.backup.rehearsal.schedule)) (regexMatch "^([^ ]+ [^ ]+ [*] [*] [*]|@daily|@midnight)$" .Values.backup.rehearsal.schedule)) (regexMatch "^[^ ]+ [*]/[12]?[0-9] [*] [*] [*]$" .Values.backup.rehearsal.schedule)) (regexMatch "^([^ ]+ [*] [*] [*] [*]|@hourly)$" .Values.backup.rehearsal.schedule)) 1) 3600) (int64 .Values.backup.timeoutSeconds)) | quote }}
      for: 5m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Restoring has not been rehearsed for long: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "The last rehearsal of a restore ended {{ $value | humanizeDuration }} ago; its schedule is %s. Nobody knows whether younger backups can be restored." .Values.backup.rehearsal.schedule | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowrehearsalold" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get cronjobs,jobs -l app.kubernetes.io/instance=%s\n$ kubectl -n %s logs --prefix --all-containers --tail=50 --max-log-requests=20 -l app.kubernetes.io/component=backup,app.kubernetes.io/instance=%s\n$ kubectl -n %s create job --from=cronjob/%s %s-now\nThe log of the Job says what kept it from starting or ending; then let one run (the last command)." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.instance" .) .Release.Namespace (include "mlflow.backup-rehearsal.name" .) (include "mlflow.backup-rehearsal.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled")) }}
- name: {{ printf "mlflow-point-in-time.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowPointInTimeBehind
      expr: {{ printf "time() - max by (namespace, service) (mlflow_backup_point_in_time_until_timestamp_seconds{namespace=\"%s\",service=\"%s\"}) > %d or (max by (namespace, service) (mlflow_backup_read_success{namespace=\"%s\",service=\"%s\"}) == 1 unless max by (namespace, service) (mlflow_backup_point_in_time_from_timestamp_seconds{namespace=\"%s\",service=\"%s\"}))" .Release.Namespace (include "mlflow.backup-exporter.name" .) (add (mul (int64 .Values.backup.pointInTime.shipSeconds) 5) 600) .Release.Namespace (include "mlflow.backup-exporter.name" .) .Release.Namespace (include "mlflow.backup-exporter.name" .) | quote }}
      for: 15m
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "Changes of the database do not get to the bucket: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: {{ printf "What the database was told in the last minutes is not in the bucket, or there is no base backup to begin with: nobody could go back to a second of that time. Meanwhile PostgreSQL keeps the changes on its volume, up to %s." .Values.backup.pointInTime.maxWalSize | quote }}
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowpointintimebehind" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s logs deployment/%s --all-containers --tail=50\n$ kubectl -n %s create job --from=cronjob/%s %s-now\nIts log has what the store or PostgreSQL answered; put that right, and it catches up by itself.\nIf it says that the server had to drop changes, or if there has never been a base backup, make one now (the last command)." .Release.Namespace (include "mlflow.wal-archive.name" .) .Release.Namespace (include "mlflow.base-backup.name" .) (include "mlflow.base-backup.name" .) | quote }}
        {{- end }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (or .Values.retention.gc.enabled .Values.retention.traces.enabled .Values.retention.lifecycle.enabled .Values.retention.database.enabled) }}
- name: {{ printf "mlflow-retention.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowRetentionFailed
      expr: {{ printf "max by (namespace, cronjob) (kube_cronjob_status_last_schedule_time{namespace=\"%s\",cronjob=~\"%s|%s|%s|%s\"}) > max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{namespace=\"%s\",cronjob=~\"%s|%s|%s|%s\"}) or max by (namespace, cronjob) (kube_cronjob_status_last_schedule_time{namespace=\"%s\",cronjob=~\"%s|%s|%s|%s\"}) unless max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{namespace=\"%s\",cronjob=~\"%s|%s|%s|%s\"})" .Release.Namespace (include "mlflow.retention.name" .) (include "mlflow.retention-traces.name" .) (include "mlflow.retention-lifecycle.name" .) (include "mlflow.retention-database.name" .) .Release.Namespace (include "mlflow.retention.name" .) (include "mlflow.retention-traces.name" .) (include "mlflow.retention-lifecycle.name" .) (include "mlflow.retention-database.name" .) .Release.Namespace (include "mlflow.retention.name" .) (include "mlflow.retention-traces.name" .) (include "mlflow.retention-lifecycle.name" .) (include "mlflow.retention-database.name" .) .Release.Namespace (include "mlflow.retention.name" .) (include "mlflow.retention-traces.name" .) (include "mlflow.retention-lifecycle.name" .) (include "mlflow.retention-database.name" .) | quote }}
      for: {{ printf "%ds" (add (int64 .Values.retention.timeoutSeconds) 3600) | quote }}
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "What is old is not deleted, or the database not maintained: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The last run of {{ "{{" }} $labels.cronjob }} did not succeed. What it deletes or maintains grows until volumes are full and searches are slow.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowretentionfailed" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get cronjobs,jobs -l app.kubernetes.io/instance=%s\n$ kubectl -n %s logs --tail=100 -l batch.kubernetes.io/job-name=<job>\nThe log of the Job says why, and names what it left: `CANNOT GO` is one thing alone, and its reason stands beside it.\n“nothing is deleted without a backup”: see the alerts of backups first.\nNot ended in time: raise `retention.timeoutSeconds`; the next run goes on where this one stopped." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace | quote }}
        {{- end }}
{{- end }}
{{- if and .Values.monitoring.enabled .Values.monitoring.alerts.enabled }}
- name: {{ printf "mlflow-certificates.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowCertificateExpiring
      expr: {{ printf "min by (namespace, service, for) (mlflow_certificate_expiry_timestamp_seconds{namespace=\"%s\",service=\"%s\"}) - time() < 1209600" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 1h
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A certificate expires in less than 14 days: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The certificate of {{ "{{" }} $labels.for }} expires in {{ "{{" }} $value | humanizeDuration }}. From then on nobody who checks certificates gets to it.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowcertificateexpiring" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get certificates.cert-manager.io,secrets\n$ kubectl -n %s get secret <secret> -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -dates\nWith `tls.certManager`: `kubectl describe certificate` says why it is not renewed; the issuer, mostly.\nBy hand: put the new one into the Secret that the values name. Who reads it again by itself, and who has to be restarted, is in docs/tls.md.\nThe Secret has a younger one already: the server shows what it has read at its start. Restart it.\n`database` and `store` are those of others: tell them." .Release.Namespace .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowCertificateExpiresSoon
      expr: {{ printf "min by (namespace, service, for) (mlflow_certificate_expiry_timestamp_seconds{namespace=\"%s\",service=\"%s\"}) - time() < 259200" .Release.Namespace (include "mlflow.metrics.name" .) | quote }}
      for: 1h
      labels:
        severity: critical
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A certificate expires in less than 3 days: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The certificate of {{ "{{" }} $labels.for }} expires in {{ "{{" }} $value | humanizeDuration }}. From then on nobody who checks certificates gets to it.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowcertificateexpiressoon" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get certificates.cert-manager.io,secrets\n$ kubectl -n %s get secret <secret> -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -dates\nWith `tls.certManager`: `kubectl describe certificate` says why it is not renewed; the issuer, mostly.\nBy hand: put the new one into the Secret that the values name. Who reads it again by itself, and who has to be restarted, is in docs/tls.md.\nThe Secret has a younger one already: the server shows what it has read at its start. Restart it.\n`database` and `store` are those of others: tell them." .Release.Namespace .Release.Namespace | quote }}
        {{- end }}
- name: {{ printf "mlflow-pods.%s.%s" .Release.Namespace (include "mlflow.base" .) | quote }}
  rules:
    - alert: MlflowRestartLoop
      expr: {{ printf "sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{namespace=\"%s\",pod=~\"(%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s)-.+\"}[1h])) > 3 or max by (namespace, pod, container) (max_over_time(kube_pod_container_status_waiting_reason{namespace=\"%s\",pod=~\"(%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s)-.+\",reason=\"CrashLoopBackOff\"}[5m])) == 1 or max by (namespace, pod, container) (max_over_time(kube_pod_init_container_status_waiting_reason{namespace=\"%s\",pod=~\"(%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s)-.+\",reason=\"CrashLoopBackOff\"}[5m])) == 1" .Release.Namespace (include "mlflow.tracking.name" .) (include "mlflow.jobs.name" .) (include "mlflow.postgresql.name" .) (include "mlflow.cnpg.name" .) (include "mlflow.pooler.name" .) (include "mlflow.cnpg-pooler.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.backup-exporter.name" .) (include "mlflow.database-exporter.name" .) (include "mlflow.wal-archive.name" .) .Release.Namespace (include "mlflow.tracking.name" .) (include "mlflow.jobs.name" .) (include "mlflow.postgresql.name" .) (include "mlflow.cnpg.name" .) (include "mlflow.pooler.name" .) (include "mlflow.cnpg-pooler.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.backup-exporter.name" .) (include "mlflow.database-exporter.name" .) (include "mlflow.wal-archive.name" .) .Release.Namespace (include "mlflow.tracking.name" .) (include "mlflow.jobs.name" .) (include "mlflow.postgresql.name" .) (include "mlflow.cnpg.name" .) (include "mlflow.pooler.name" .) (include "mlflow.cnpg-pooler.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.backup-exporter.name" .) (include "mlflow.database-exporter.name" .) (include "mlflow.wal-archive.name" .) | quote }}
      for: 10m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A container restarts again and again: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The container {{ "{{" }} $labels.container }} of {{ "{{" }} $labels.pod }} restarts again and again. Each time, requests that it served are lost; if it never becomes ready, others serve for it, or nobody.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowrestartloop" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s\n$ kubectl -n %s describe pod <pod>\n$ kubectl -n %s logs <pod> -c <container> --previous --tail=100\nIn `describe`, `Last State` has the reason. `OOMKilled`: it needs more memory (see MlflowMemoryNearLimit). `Error`: the log of its last life says why.\nKilled by a probe: the events name it. A server that is slow to start wants a longer `probes.startup`.\nA container of `Init`: it waits for what it names in its log, a database, a migration, a restore." .Release.Namespace (include "mlflow.instance" .) .Release.Namespace .Release.Namespace | quote }}
        {{- end }}
    - alert: MlflowMemoryNearLimit
      expr: {{ printf "max by (namespace, pod, container) (container_memory_working_set_bytes{namespace=\"%s\",pod=~\"(%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s)-.+\",container!=\"\"}) / max by (namespace, pod, container) (container_spec_memory_limit_bytes{namespace=\"%s\",pod=~\"(%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s)-.+\",container!=\"\"} > 0) > 0.9" .Release.Namespace (include "mlflow.tracking.name" .) (include "mlflow.jobs.name" .) (include "mlflow.postgresql.name" .) (include "mlflow.cnpg.name" .) (include "mlflow.pooler.name" .) (include "mlflow.cnpg-pooler.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.backup-exporter.name" .) (include "mlflow.database-exporter.name" .) (include "mlflow.wal-archive.name" .) .Release.Namespace (include "mlflow.tracking.name" .) (include "mlflow.jobs.name" .) (include "mlflow.postgresql.name" .) (include "mlflow.cnpg.name" .) (include "mlflow.pooler.name" .) (include "mlflow.cnpg-pooler.name" .) (include "mlflow.minio.name" .) (include "mlflow.garage.name" .) (include "mlflow.backup-exporter.name" .) (include "mlflow.database-exporter.name" .) (include "mlflow.wal-archive.name" .) | quote }}
      for: 15m
      labels:
        severity: warning
        namespace: {{ .Release.Namespace | quote }}
        release: {{ include "mlflow.base" . | quote }}
        {{- with omit (default dict .Values.monitoring.alerts.labels) "severity" "namespace" "release" }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        summary: {{ printf "A container is near its limit of memory: MLflow %s in %s" (include "mlflow.base" .) .Release.Namespace | quote }}
        description: The container {{ "{{" }} $labels.container }} of {{ "{{" }} $labels.pod }} has {{ "{{" }} $value | humanizePercentage }} of the memory that it may have. Past that it is killed, and requests that it serves are lost.
        {{- if .Values.monitoring.alerts.runbookUrl }}
        runbook_url: {{ printf "%s#mlflowmemorynearlimit" .Values.monitoring.alerts.runbookUrl | quote }}
        {{- end }}
        {{- if not .Values.monitoring.alerts.runbookUrl }}
        runbook: {{ printf "$ kubectl -n %s top pod <pod> --containers\n$ kubectl -n %s get pods -l app.kubernetes.io/instance=%s\n$ kubectl -n %s describe pod <pod>\n$ kubectl -n %s logs <pod> -c <container> --previous --tail=100\nRaise its limit in the values (`resources`): MLflow’s grows with `mlflow.workers`, and with artefacts that are downloaded through it.\nIf it grows without end, restart it, and look what is asked of it meanwhile (the proxy’s log)." .Release.Namespace .Release.Namespace (include "mlflow.instance" .) .Release.Namespace .Release.Namespace | quote }}
        {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.alerts.name" -}}
{{- printf "%s-alerts" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.authorities.name" -}}
{{- printf "%s-authorities" (ternary (printf "%s-%s" (trunc 31 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 40)) }}
{{- end }}

{{- define "mlflow.backup-catalogue-programs.name" -}}
{{- printf "%s-backup-catalogue-programs" (ternary (printf "%s-%s" (trunc 17 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 26)) }}
{{- end }}

{{- define "mlflow.backup-completion-programs.name" -}}
{{- printf "%s-backup-completion-programs" (ternary (printf "%s-%s" (trunc 16 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 25)) }}
{{- end }}

{{- define "mlflow.backup-copy-programs.name" -}}
{{- printf "%s-backup-copy-programs" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.backup-dump-programs.name" -}}
{{- printf "%s-backup-dump-programs" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.backup-exporter-from-monitoring.name" -}}
{{- printf "%s-backup-exporter-from-monitoring" (ternary (printf "%s-%s" (trunc 11 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 20)) }}
{{- end }}

{{- define "mlflow.backup-exporter-programs.name" -}}
{{- printf "%s-backup-exporter-programs" (ternary (printf "%s-%s" (trunc 18 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 27)) }}
{{- end }}

{{- define "mlflow.backup-exporter-to-backups.name" -}}
{{- printf "%s-backup-exporter-to-backups" (ternary (printf "%s-%s" (trunc 16 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 25)) }}
{{- end }}

{{- define "mlflow.backup-exporter.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.backup-exporter.name" -}}
{{- printf "%s-backup-exporter" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.backup-rehearsal.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.backup-rehearsal.fetch" -}}
- name: fetch
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/rehearse.py
    - fetch
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- include "mlflow.transfer.keys" . | nindent 4 }}
    - name: REHEARSAL
      value: "1"
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.backup-rehearsal.load" -}}
- name: load
  image: {{ include "mlflow.transfer.postgresql.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.image.pullPolicy | quote }}
  command:
    - bash
    - /prepare/load.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    - name: REHEARSAL
      value: "1"
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.backup-rehearsal.name" -}}
{{- printf "%s-backup-rehearsal" (ternary (printf "%s-%s" (trunc 26 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 35)) }}
{{- end }}

{{- define "mlflow.backup-to-backups.name" -}}
{{- printf "%s-backup-to-backups" (ternary (printf "%s-%s" (trunc 25 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 34)) }}
{{- end }}

{{- define "mlflow.backup-to-database.name" -}}
{{- printf "%s-backup-to-database" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.backup-to-s3.name" -}}
{{- printf "%s-backup-to-s3" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.backup.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.backup.copy" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: copy
  image: {{ include "mlflow.transfer.copy.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.copyImage.pullPolicy | quote }}
  command:
    - sh
    - /prepare/copy.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.store" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.backup.dump" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: dump
  image: {{ include "mlflow.transfer.postgresql.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.image.pullPolicy | quote }}
  command:
    - bash
    - /prepare/dump.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv))) .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.backup.dumpedBy" -}}
{{- ternary .Values.backup.image.tag .Values.postgresql.image.tag (or (not (empty .Values.backup.image.tag)) (not (empty .Values.backup.image.digest))) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.backup.exporter.resources)))) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.exporter.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.exporter.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.exporter.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.backup.exporter.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.exporter.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.backup.exporter.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.backup.exporter.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.exporter.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.backup.exporter.resources)))) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.exporter.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.exporter.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.exporter.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.exporter.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.exporter.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.backup.exporter.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.exporter.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.backup.exporter.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.exporter.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.backup.exporter.resources)))) }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.exporter.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.exporter.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.exporter.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.backup.exporter.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.exporter.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.backup.exporter.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.backup.exporter.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.exporter.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.backup.exporter.resources)))) }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.exporter.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.exporter.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.exporter.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.exporter.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.exporter.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.backup.exporter.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.exporter.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.backup.exporter.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.exporter.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.backup.imageDigest" -}}
{{- ternary .Values.backup.image.digest .Values.postgresql.image.digest (or (not (empty .Values.backup.image.tag)) (not (empty .Values.backup.image.digest))) }}
{{- end }}

{{- define "mlflow.backup.imageRepository" -}}
{{- ternary .Values.backup.image.repository .Values.postgresql.image.repository (not (empty .Values.backup.image.repository)) }}
{{- end }}

{{- define "mlflow.backup.imageTag" -}}
{{- ternary .Values.backup.image.tag .Values.postgresql.image.tag (or (not (empty .Values.backup.image.tag)) (not (empty .Values.backup.image.digest))) }}
{{- end }}

{{- define "mlflow.backup.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.backup.resources)))) }}
{{- end }}

{{- define "mlflow.backup.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.backup.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.backup.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.backup.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.backup.resources)))) }}
{{- end }}

{{- define "mlflow.backup.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.backup.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.backup.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.backup.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.backup.list" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: list
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/backup.py
    - list
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.store" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.backup.mostWal" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.mostWal.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.mostWal.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.mostWal.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.mostWal.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.backup.pointInTime.maxWalSize)) }}
{{- end }}

{{- define "mlflow.backup.mostWal.counted" -}}
{{- ternary "" .Values.backup.pointInTime.maxWalSize (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.backup.pointInTime.maxWalSize) }}
{{- end }}

{{- define "mlflow.backup.mostWal.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.mostWal.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.backup.name" -}}
{{- printf "%s-backup" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.backup.pointInTime.resources)))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.pointInTime.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.pointInTime.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.pointInTime.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.backup.pointInTime.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.pointInTime.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.backup.pointInTime.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.backup.pointInTime.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.pointInTime.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.backup.pointInTime.resources)))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.pointInTime.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.pointInTime.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.pointInTime.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.pointInTime.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.pointInTime.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.backup.pointInTime.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.pointInTime.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.pointInTime.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.backup.pointInTime.resources)))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.pointInTime.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.pointInTime.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.pointInTime.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.backup.pointInTime.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.pointInTime.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.backup.pointInTime.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.backup.pointInTime.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.pointInTime.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.backup.pointInTime.resources)))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.pointInTime.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.pointInTime.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.pointInTime.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.pointInTime.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.pointInTime.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.backup.pointInTime.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.pointInTime.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.backup.pointInTime.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.pointInTime.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.backup.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.backup.resources)))) }}
{{- end }}

{{- define "mlflow.backup.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.backup.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.backup.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.backup.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.backup.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.backup.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.backup.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.backup.resources)))) }}
{{- end }}

{{- define "mlflow.backup.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.backup.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.backup.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.backup.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.backup.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.backup.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.backup.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.backup.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.backup.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.backup.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.base" -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (eq .Chart.Name "mlflow") }}
{{- end }}

{{- define "mlflow.base-backup-to-backups.name" -}}
{{- printf "%s-base-backup-to-backups" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.base-backup.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.base-backup.name" -}}
{{- printf "%s-base-backup" (ternary (printf "%s-%s" (trunc 31 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 40)) }}
{{- end }}

{{- define "mlflow.base-backup.read" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: read
  image: {{ include "mlflow.transfer.database.image" . | quote }}
  imagePullPolicy: {{ .Values.postgresql.image.pullPolicy | quote }}
  command:
    - bash
    - /prepare/base.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv))) .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.base-backup.ship" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: ship
  image: {{ include "mlflow.transfer.copy.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.copyImage.pullPolicy | quote }}
  command:
    - sh
    - /prepare/ship-base.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.beforeMigration.authorities" -}}
{{- if and (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration) (include "mlflow.tls.believed" .) }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.beforeMigration.backup-dump" -}}
{{- if and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration }}
- name: backup-dump
  image: {{ include "mlflow.transfer.postgresql.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.image.pullPolicy | quote }}
  command:
    - bash
    - /prepare/dump.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    - name: BEFORE_MIGRATION
      value: "1"
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.beforeMigration.backup-needed" -}}
{{- if and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration }}
- name: backup-needed
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/backup.py
    - needed
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    - name: BEFORE_MIGRATION
      value: "1"
    {{- if eq .Values.auth.mode "mlflow" }}
    - name: LOGIN_SETTINGS
      value: "[mlflow]"
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.beforeMigration.backup-store" -}}
{{- if and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration }}
- name: backup-store
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/backup.py
    - finish
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- include "mlflow.transfer.keys" . | nindent 4 }}
    - name: BEFORE_MIGRATION
      value: "1"
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.beforeMigration.containers" -}}
{{- include "mlflow.beforeMigration.authorities" . | nindent 0 }}
{{- include "mlflow.beforeMigration.backup-needed" . | nindent 0 }}
{{- include "mlflow.beforeMigration.backup-dump" . | nindent 0 }}
{{- include "mlflow.beforeMigration.backup-store" . | nindent 0 }}
{{- end }}

{{- define "mlflow.beforeMigration.volumes" -}}
{{- if and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration }}
- name: backup-work
  emptyDir:
    sizeLimit: {{ .Values.backup.scratchSize | quote }}
- name: backup-programs
  projected:
    sources:
      - configMap:
          name: {{ include "mlflow.scripts.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-catalogue-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-dump-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-copy-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-completion-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-exporter-programs.name" . | quote }}
{{- end }}
{{- end }}

{{- define "mlflow.certificate.name" -}}
{{- printf "%s-certificate" (ternary (printf "%s-%s" (trunc 31 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 40)) }}
{{- end }}

{{- define "mlflow.clients.name" -}}
{{- printf "%s-clients" (ternary (printf "%s-%s" (trunc 35 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 44)) }}
{{- end }}

{{- define "mlflow.cnpg-backup-authority.name" -}}
{{- printf "%s-cnpg-backup-authority" (ternary (printf "%s-%s" (trunc 21 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 30)) }}
{{- end }}

{{- define "mlflow.cnpg-backup.name" -}}
{{- printf "%s-cnpg-backup" (ternary (printf "%s-%s" (trunc 31 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 40)) }}
{{- end }}

{{- define "mlflow.cnpg-from-database-operator.name" -}}
{{- printf "%s-cnpg-from-database-operator" (ternary (printf "%s-%s" (trunc 15 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 24)) }}
{{- end }}

{{- define "mlflow.cnpg-from-monitoring.name" -}}
{{- printf "%s-cnpg-from-monitoring" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.cnpg-pooler-from-monitoring.name" -}}
{{- printf "%s-cnpg-pooler-from-monitoring" (ternary (printf "%s-%s" (trunc 15 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 24)) }}
{{- end }}

{{- define "mlflow.cnpg-pooler-to-kubernetes.name" -}}
{{- printf "%s-cnpg-pooler-to-kubernetes" (ternary (printf "%s-%s" (trunc 17 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 26)) }}
{{- end }}

{{- define "mlflow.cnpg-pooler.name" -}}
{{- printf "%s-cnpg-pooler" (ternary (printf "%s-%s" (trunc 31 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 40)) }}
{{- end }}

{{- define "mlflow.cnpg-recovery-authority.name" -}}
{{- printf "%s-cnpg-recovery-authority" (ternary (printf "%s-%s" (trunc 19 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 28)) }}
{{- end }}

{{- define "mlflow.cnpg-recovery.name" -}}
{{- printf "%s-cnpg-recovery" (ternary (printf "%s-%s" (trunc 29 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 38)) }}
{{- end }}

{{- define "mlflow.cnpg-to-database-backups.name" -}}
{{- printf "%s-cnpg-to-database-backups" (ternary (printf "%s-%s" (trunc 18 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 27)) }}
{{- end }}

{{- define "mlflow.cnpg-to-kubernetes.name" -}}
{{- printf "%s-cnpg-to-kubernetes" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.cnpg.carriedConnections" -}}
{{- printf "%d" (div (mul (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.cnpg.mebibytes" .))) 3) 40) }}
{{- end }}

{{- define "mlflow.cnpg.connections" -}}
{{- printf "%d" (ternary (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.database.connections" .))) (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.cnpg.pooledConnections" .))) 10) (or (not .Values.database.cnpg.pooler.enabled) .Values.database.cnpg.readReplica)) }}
{{- end }}

{{- define "mlflow.cnpg.connectionsInWords" -}}
{{- ternary (include "mlflow.database.connectionsInWords" .) (printf "%d connections can be open: %d from each of %d %s of the pooler, and 10 from administration" (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.cnpg.connections" .))) (int64 .Values.database.cnpg.pooler.poolSize) (int64 .Values.database.cnpg.pooler.instances) (ternary "pod" "pods" (eq (int64 .Values.database.cnpg.pooler.instances) 1))) (or (not .Values.database.cnpg.pooler.enabled) .Values.database.cnpg.readReplica) }}
{{- end }}

{{- define "mlflow.cnpg.fixedParameter" -}}
{{- regexFind "[a-z][a-z_.]*" (regexFind "[{,]\"(allow_system_table_mods|archive_cleanup_command|archive_command|archive_mode|bonjour|bonjour_name|cluster_name|config_file|data_directory|data_sync_retry|event_source|external_pid_file|hba_file|hot_standby|ident_file|jit_provider|listen_addresses|log_destination|log_directory|log_file_mode|log_filename|log_rotation_age|log_rotation_size|log_truncate_on_rotation|logging_collector|pg_failover_slots[.]primary_dsn|pg_failover_slots[.]standby_slot_names|port|primary_conninfo|primary_slot_name|promote_trigger_file|recovery_end_command|recovery_min_apply_delay|recovery_target|recovery_target_action|recovery_target_inclusive|recovery_target_lsn|recovery_target_name|recovery_target_time|recovery_target_timeline|recovery_target_xid|restart_after_crash|restore_command|shared_preload_libraries|ssl|ssl_ca_file|ssl_cert_file|ssl_crl_file|ssl_dh_params_file|ssl_ecdh_curve|ssl_key_file|ssl_passphrase_command|ssl_passphrase_command_supports_reload|ssl_prefer_server_ciphers|stats_temp_directory|synchronized_standby_slots|synchronous_standby_names|syslog_facility|syslog_ident|syslog_sequence_numbers|syslog_split_messages|temp_tablespaces|unix_socket_directories|unix_socket_group|unix_socket_permissions)\":" (include "mlflow.cnpg.parameters" .)) }}
{{- end }}

{{- define "mlflow.cnpg.image" -}}
{{- printf "%s%s:%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.database.cnpg.image.repository .Values.database.cnpg.image.tag }}
{{- end }}

{{- define "mlflow.cnpg.maxConnections" -}}
{{- printf "%d" (ternary (int64 .Values.database.cnpg.maxConnections) (mul (div (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.cnpg.connections" .))) 499) 500) 500) (gt (int64 .Values.database.cnpg.maxConnections) 0)) }}
{{- end }}

{{- define "mlflow.cnpg.mebibytes" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.cnpg.mebibytes.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.cnpg.mebibytes.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.cnpg.mebibytes.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.cnpg.mebibytes.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.cnpg.memory" .))) }}
{{- end }}

{{- define "mlflow.cnpg.mebibytes.counted" -}}
{{- ternary "" (include "mlflow.cnpg.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.cnpg.memory" .)) }}
{{- end }}

{{- define "mlflow.cnpg.mebibytes.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.cnpg.mebibytes.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.cnpg.memory" -}}
{{- default (regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.database.cnpg.resources))))) (regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.database.cnpg.resources))))) }}
{{- end }}

{{- define "mlflow.cnpg.name" -}}
{{- printf "%s-cnpg" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.cnpg.ownParameter" -}}
{{- regexFind "[a-z][a-z_.]*" (regexFind "[{,]\"(max_connections|shared_buffers)\":" (include "mlflow.cnpg.parameters" .)) }}
{{- end }}

{{- define "mlflow.cnpg.parameters" -}}
{{- toJson (default dict .Values.database.cnpg.parameters) }}
{{- end }}

{{- define "mlflow.cnpg.pooledConnections" -}}
{{- printf "%d" (mul (int64 .Values.database.cnpg.pooler.instances) (int64 .Values.database.cnpg.pooler.poolSize)) }}
{{- end }}

{{- define "mlflow.cnpg.sharedBuffers" -}}
{{- printf "%d" (div (ternary (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.cnpg.mebibytes" .))) 256 (gt (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.cnpg.mebibytes" .))) 256)) 4) }}
{{- end }}

{{- define "mlflow.dashboard.name" -}}
{{- printf "%s-dashboard" (ternary (printf "%s-%s" (trunc 33 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 42)) }}
{{- end }}

{{- define "mlflow.database-exporter-from-monitoring.name" -}}
{{- printf "%s-database-exporter-from-monitoring" (ternary (printf "%s-%s" (trunc 9 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 18)) }}
{{- end }}

{{- define "mlflow.database-exporter-metrics.name" -}}
{{- printf "%s-database-exporter-metrics" (ternary (printf "%s-%s" (trunc 17 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 26)) }}
{{- end }}

{{- define "mlflow.database-exporter-to-database.name" -}}
{{- printf "%s-database-exporter-to-database" (ternary (printf "%s-%s" (trunc 13 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 22)) }}
{{- end }}

{{- define "mlflow.database-exporter.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.monitoring.databaseExporter.image.repository (ternary (printf ":%s" .Values.monitoring.databaseExporter.image.tag) (printf "@%s" .Values.monitoring.databaseExporter.image.digest) (eq .Values.monitoring.databaseExporter.image.digest "")) }}
{{- end }}

{{- define "mlflow.database-exporter.name" -}}
{{- printf "%s-database-exporter" (ternary (printf "%s-%s" (trunc 25 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 34)) }}
{{- end }}

{{- define "mlflow.database-from-values.name" -}}
{{- printf "%s-database-from-values" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.database.cnpg.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.database.cnpg.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.database.cnpg.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.database.cnpg.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.database.cnpg.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.database.cnpg.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.database.cnpg.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.database.cnpg.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.database.cnpg.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.pooler.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.pooler.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.pooler.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.database.cnpg.pooler.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.pooler.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.pooler.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.database.cnpg.pooler.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.pooler.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.database.cnpg.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.pooler.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.pooler.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.database.cnpg.pooler.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.database.cnpg.pooler.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.pooler.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.pooler.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.pooler.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.database.cnpg.pooler.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.database.cnpg.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.pooler.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.pooler.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.pooler.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.database.cnpg.pooler.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.pooler.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.pooler.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.database.cnpg.pooler.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.pooler.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.database.cnpg.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.pooler.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.pooler.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.database.cnpg.pooler.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.database.cnpg.pooler.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.pooler.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.pooler.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.pooler.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.database.cnpg.pooler.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.database.cnpg.pooler.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.database.cnpg.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.database.cnpg.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.database.cnpg.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.database.cnpg.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.database.cnpg.resources)))) }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.database.cnpg.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.database.cnpg.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.database.cnpg.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.database.cnpg.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.database.cnpg.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.database.cnpg.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.database.cnpg.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.database.cnpg.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.database.connections" -}}
{{- printf "%d" (add (add (mul (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.mostPods" .))) 1) (add (mul (mul (int64 .Values.mlflow.workers) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.pools" .)))) (add (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow))) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.otherConnections" .))))) (ternary (add (mul (mul (int64 .Values.jobs.workers) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.pools" .)))) (add (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow))) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.otherConnections" .)))) 0 .Values.jobs.enabled)) 10) }}
{{- end }}

{{- define "mlflow.database.connectionsInWords" -}}
{{- printf "%d connections can be open: %d from %d %s of %d %s (%d %s of %d + %d in each, %d beside them), one of the pods only during an update%s, and 10 from administration" (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.database.connections" .))) (mul (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.mostPods" .))) 1) (add (mul (mul (int64 .Values.mlflow.workers) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.pools" .)))) (add (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow))) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.otherConnections" .))))) (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.mostPods" .))) 1) (ternary "pod" "pods" (eq (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.mostPods" .))) 1) 1)) (int64 .Values.mlflow.workers) (ternary "worker" "workers" (eq (int64 .Values.mlflow.workers) 1)) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.pools" .))) (ternary "pool" "pools" (eq (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.pools" .))) 1)) (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.otherConnections" .))) (ternary (printf ", and %d from the pod of jobs, of %d %s (%d %s of %d + %d in each, %d beside them)" (ternary (add (mul (mul (int64 .Values.jobs.workers) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.pools" .)))) (add (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow))) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.otherConnections" .)))) 0 .Values.jobs.enabled) (int64 .Values.jobs.workers) (ternary "worker" "workers" (eq (int64 .Values.jobs.workers) 1)) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.pools" .))) (ternary "pool" "pools" (eq (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.pools" .))) 1)) (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.otherConnections" .)))) "" .Values.jobs.enabled) }}
{{- end }}

{{- define "mlflow.database.engine" -}}
{{- ternary .Values.database.engine (ternary "bundled" "external" .Values.postgresql.enabled) (not (empty .Values.database.engine)) }}
{{- end }}

{{- define "mlflow.database.existingSecret" -}}
{{- ternary .Values.postgresql.auth.existingSecret (ternary .Values.externalDatabase.existingSecret "" (eq (include "mlflow.database.engine" .) "external")) (eq (include "mlflow.database.engine" .) "bundled") }}
{{- end }}

{{- define "mlflow.database.host" -}}
{{- ternary (printf "%s.%s.svc.cluster.local" (include "mlflow.postgresql.name" .) .Release.Namespace) (ternary (printf "%s-rw.%s.svc.cluster.local" (include "mlflow.cnpg.name" .) .Release.Namespace) .Values.externalDatabase.host (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled") }}
{{- end }}

{{- define "mlflow.database.keptConnections" -}}
{{- printf "%d" (add (mul (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.mostPods" .))) 1) (add (mul (mul (int64 .Values.mlflow.workers) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.pools" .)))) (int64 .Values.mlflow.databasePool.size)) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.kept.otherConnections" .))))) (ternary (add (mul (mul (int64 .Values.jobs.workers) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.pools" .)))) (int64 .Values.mlflow.databasePool.size)) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.jobs.kept.otherConnections" .)))) 0 .Values.jobs.enabled)) }}
{{- end }}

{{- define "mlflow.database.literalPassword" -}}
{{- ternary (ternary .Values.postgresql.auth.password (ternary "" .Values.externalDatabase.password (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) "" (and (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") (not (empty .Values.externalDatabase.host))) (eq (include "mlflow.database.existingSecret" .) "")) }}
{{- end }}

{{- define "mlflow.database.name" -}}
{{- printf "%s-database" (ternary (printf "%s-%s" (trunc 34 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 43)) }}
{{- end }}

{{- define "mlflow.database.secretKey" -}}
{{- ternary (ternary .Values.postgresql.auth.existingSecretKey .Values.externalDatabase.existingSecretKey (eq (include "mlflow.database.engine" .) "bundled")) "password" (not (empty (include "mlflow.database.existingSecret" .))) }}
{{- end }}

{{- define "mlflow.database.servingHost" -}}
{{- ternary (printf "%s.%s.svc.cluster.local" (include "mlflow.pooler.name" .) .Release.Namespace) (ternary (printf "%s.%s.svc.cluster.local" (include "mlflow.cnpg-pooler.name" .) .Release.Namespace) (include "mlflow.database.host" .) (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.pooler.enabled)) (and (eq (include "mlflow.database.engine" .) "external") (not (empty .Values.externalDatabase.host)) .Values.externalDatabase.pooler.enabled) }}
{{- end }}

{{- define "mlflow.database.stores" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- printf "%d" (ternary 1 2 (or (not (empty .Values.mlflow.registry.storeUri)) (not (empty .Values.mlflow.registry.existingSecret)) (has "MLFLOW_REGISTRY_STORE_URI" $userEnv))) }}
{{- end }}

{{- define "mlflow.default-deny.name" -}}
{{- printf "%s-default-deny" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.doctor-programs.name" -}}
{{- printf "%s-doctor-programs" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.doctor-to-database.name" -}}
{{- printf "%s-doctor-to-database" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.doctor-to-s3.name" -}}
{{- printf "%s-doctor-to-s3" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.doctor.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.tracking.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.doctor.containers" -}}
- name: doctor
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - -B
    - /prepare/doctor.py
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.tracking.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- include "mlflow.transfer.store" . | nindent 4 }}
    {{- include "mlflow.transfer.keys" . | nindent 4 }}
    - name: DOCTOR_SERVER
      value: {{ printf "%s://%s.%s.svc.cluster.local:%d%s" (ternary "https" "http" (or (not (empty .Values.tls.existingSecret)) .Values.tls.certManager.enabled)) (include "mlflow.tracking.name" .) .Release.Namespace (int64 .Values.mlflow.service.port) .Values.mlflow.staticPrefix | quote }}
    - name: DOCTOR_SECONDS
      value: {{ printf "%d" (int64 .Values.doctor.timeoutSeconds) | quote }}
    - name: BLOAT_PERCENT
      value: {{ printf "%d" (int64 .Values.retention.database.bloatPercent) | quote }}
    - name: BLOAT_MEGABYTES
      value: {{ printf "%d" (int64 .Values.retention.database.bloatMegabytes) | quote }}
    {{- if .Values.doctor.request }}
    - name: DOCTOR_REQUEST
      value: {{ .Values.doctor.request | quote }}
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.doctor.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.doctor.initContainers" -}}
{{- include "mlflow.doctor.authorities" . | nindent 0 }}
{{- end }}

{{- define "mlflow.doctor.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.doctor.resources)))) }}
{{- end }}

{{- define "mlflow.doctor.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.doctor.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.doctor.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.doctor.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.doctor.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.doctor.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.doctor.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.doctor.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.doctor.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.doctor.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.doctor.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.doctor.resources)))) }}
{{- end }}

{{- define "mlflow.doctor.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.doctor.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.doctor.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.doctor.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.doctor.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.doctor.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.doctor.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.doctor.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.doctor.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.doctor.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.doctor.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.doctor.name" -}}
{{- printf "%s-doctor" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.doctor.others" -}}
{{- $encryptionSecret := dict }}
{{- if .Values.mlflow.encryption.passphrase }}
{{- $_ := set $encryptionSecret "passphrase" (b64enc .Values.mlflow.encryption.passphrase) }}
{{- end }}
{{- if .Values.mlflow.encryption.webhookKey }}
{{- $_ := set $encryptionSecret "webhook-key" (b64enc .Values.mlflow.encryption.webhookKey) }}
{{- end }}
- labels:
    app.kubernetes.io/name: mlflow
    app.kubernetes.io/instance: {{ include "mlflow.instance" . | quote }}
    app.kubernetes.io/component: doctor
    app.kubernetes.io/version: 3.18.0
    app.kubernetes.io/part-of: mlflow
    {{- with omit (mergeOverwrite (dict) (default dict .Values.commonLabels) (default dict .Values.doctor.podLabels)) "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" "app.kubernetes.io/version" "app.kubernetes.io/part-of" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/settings: {{ sha256sum (include "mlflow.tracking.settings" .) | quote }}
    {{- if include "mlflow.database.literalPassword" . }}
    checksum/database: {{ sha256sum (toJson (dict "password" (b64enc (include "mlflow.database.literalPassword" .)))) | quote }}
    {{- end }}
    {{- if include "mlflow.s3.literalKeyId" . }}
    checksum/s3: {{ sha256sum (toJson (dict "AWS_ACCESS_KEY_ID" (b64enc (include "mlflow.s3.literalKeyId" .)) "AWS_SECRET_ACCESS_KEY" (b64enc (include "mlflow.s3.literalKey" .)))) | quote }}
    {{- end }}
    {{- if include "mlflow.s3.garage.literalKeyId" . }}
    checksum/garage: {{ sha256sum (toJson (dict "AWS_ACCESS_KEY_ID" (b64enc (include "mlflow.s3.garage.literalKeyId" .)) "AWS_SECRET_ACCESS_KEY" (b64enc (include "mlflow.s3.garage.literalKey" .)))) | quote }}
    {{- end }}
    {{- if and (eq .Values.objectStore.migrateFrom "minio") (include "mlflow.s3.external.literalKeyId" .) }}
    checksum/s3-target: {{ sha256sum (toJson (dict "AWS_ACCESS_KEY_ID" (b64enc (include "mlflow.s3.external.literalKeyId" .)) "AWS_SECRET_ACCESS_KEY" (b64enc (include "mlflow.s3.external.literalKey" .)))) | quote }}
    {{- end }}
    {{- if and (eq .Values.mlflow.encryption.existingSecret "") (or .Values.mlflow.encryption.passphrase .Values.mlflow.encryption.webhookKey) }}
    checksum/encryption: {{ sha256sum (toJson $encryptionSecret) | quote }}
    {{- end }}
    {{- if and (eq .Values.auth.mode "basic") (eq .Values.auth.basic.existingSecret "") }}
    checksum/users: {{ sha256sum (toJson (dict "users.json" (b64enc (toJson (default dict .Values.auth.basic.users))))) | quote }}
    {{- end }}
    checksum/doctor: 04c94293bb891cba11a9d395ab779d3f3c93ecd4a73ebb665ff63a119a0fe8af
    {{- with omit (default dict .Values.doctor.podAnnotations) "checksum/settings" "checksum/database" "checksum/s3" "checksum/garage" "checksum/s3-target" "checksum/encryption" "checksum/users" "checksum/doctor" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  serviceAccountName: {{ ternary (include "mlflow.tracking.name" .) (default "default" .Values.mlflow.serviceAccount.name) .Values.mlflow.serviceAccount.create | quote }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.doctor.terminationGracePeriodSeconds }}
  {{- with .Values.global.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.doctor.priorityClassName }}
  priorityClassName: {{ .Values.doctor.priorityClassName | quote }}
  {{- end }}
  {{- with .Values.doctor.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.doctor.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not (eq .Values.doctor.dnsPolicy "ClusterFirst") }}
  dnsPolicy: {{ .Values.doctor.dnsPolicy | quote }}
  {{- end }}
  {{- with .Values.doctor.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "mlflow.doctor.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.doctor.resources)))) }}
{{- end }}

{{- define "mlflow.doctor.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.doctor.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.doctor.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.doctor.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.doctor.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.doctor.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.doctor.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.doctor.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.doctor.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.doctor.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.doctor.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.doctor.resources)))) }}
{{- end }}

{{- define "mlflow.doctor.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.doctor.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.doctor.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.doctor.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.doctor.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.doctor.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.doctor.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.doctor.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.doctor.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.doctor.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.doctor.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.doctor.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
- name: backup-work
  emptyDir:
    sizeLimit: 16Mi
- name: backup-programs
  projected:
    sources:
      - configMap:
          name: {{ include "mlflow.scripts.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.doctor-programs.name" . | quote }}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  emptyDir:
    sizeLimit: 16Mi
{{- end }}
{{- if include "mlflow.tls.given" . }}
- name: given-authorities
  {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
  projected:
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
    sources:
      {{- if .Values.tls.caBundle.configMap }}
      - configMap:
          name: {{ .Values.tls.caBundle.configMap | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if .Values.tls.caBundle.secret }}
      - secret:
          name: {{ .Values.tls.caBundle.secret | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: postgresql.shown
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: postgresql.crt
          optional: true
      {{- end }}
      {{- if and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: minio.shown
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: minio.crt
          optional: true
      {{- end }}
      {{- if and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: garage.shown
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: garage.crt
          optional: true
      {{- end }}
      {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
      - secret:
          name: {{ printf "%s-ca" (include "mlflow.cnpg.name" .) | quote }}
          items:
            - key: ca.crt
              path: cnpg.crt
      {{- end }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.encryption-from-values.name" -}}
{{- printf "%s-encryption-from-values" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.encryption.name" -}}
{{- printf "%s-encryption" (ternary (printf "%s-%s" (trunc 32 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 41)) }}
{{- end }}

{{- define "mlflow.exporter.secrets" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- $exporterSecrets := list }}
{{- if and (and (include "mlflow.database.existingSecret" .) (or (eq (include "mlflow.database.engine" .) "bundled") (not (has "PGPASSWORD" $userEnv)))) (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) }}
{{- $exporterSecrets = append $exporterSecrets (include "mlflow.database.existingSecret" .) }}
{{- end }}
{{- join "," $exporterSecrets }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.externalDatabase.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.externalDatabase.pooler.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.externalDatabase.pooler.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.externalDatabase.pooler.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.externalDatabase.pooler.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.externalDatabase.pooler.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.externalDatabase.pooler.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.externalDatabase.pooler.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.externalDatabase.pooler.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.externalDatabase.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.externalDatabase.pooler.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.externalDatabase.pooler.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.externalDatabase.pooler.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.externalDatabase.pooler.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.externalDatabase.pooler.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.externalDatabase.pooler.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.externalDatabase.pooler.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.externalDatabase.pooler.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.externalDatabase.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.externalDatabase.pooler.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.externalDatabase.pooler.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.externalDatabase.pooler.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.externalDatabase.pooler.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.externalDatabase.pooler.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.externalDatabase.pooler.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.externalDatabase.pooler.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.externalDatabase.pooler.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.externalDatabase.pooler.resources)))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.externalDatabase.pooler.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.externalDatabase.pooler.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.externalDatabase.pooler.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.externalDatabase.pooler.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.externalDatabase.pooler.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.externalDatabase.pooler.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.externalDatabase.pooler.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.externalDatabase.pooler.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.externalDatabase.pooler.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.garage-certificate.name" -}}
{{- printf "%s-garage-certificate" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.garage-from-clients.name" -}}
{{- printf "%s-garage-from-clients" (ternary (printf "%s-%s" (trunc 23 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 32)) }}
{{- end }}

{{- define "mlflow.garage-from-ingress-controllers.name" -}}
{{- printf "%s-garage-from-ingress-controllers" (ternary (printf "%s-%s" (trunc 11 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 20)) }}
{{- end }}

{{- define "mlflow.garage-from-monitoring.name" -}}
{{- printf "%s-garage-from-monitoring" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.garage-from-values.name" -}}
{{- printf "%s-garage-from-values" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.garage-headless.name" -}}
{{- printf "%s-garage-headless" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.garage-metrics.name" -}}
{{- printf "%s-garage-metrics" (ternary (printf "%s-%s" (trunc 28 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 37)) }}
{{- end }}

{{- define "mlflow.garage-programs.name" -}}
{{- printf "%s-garage-programs" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.garage-tls.name" -}}
{{- printf "%s-garage-tls" (ternary (printf "%s-%s" (trunc 32 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 41)) }}
{{- end }}

{{- define "mlflow.garage.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.objectStore.garage.image.repository (ternary (printf ":%s" .Values.objectStore.garage.image.tag) (printf "@%s" .Values.objectStore.garage.image.digest) (eq .Values.objectStore.garage.image.digest "")) }}
{{- end }}

{{- define "mlflow.garage.name" -}}
{{- printf "%s-garage" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.garage.secrets" -}}
{{- $garageSecrets := list }}
{{- if and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.existingSecret }}
{{- $garageSecrets = append $garageSecrets .Values.objectStore.garage.existingSecret }}
{{- end }}
{{- join "," $garageSecrets }}
{{- end }}

{{- define "mlflow.garage.volume" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.garage.volume.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.garage.volume.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.garage.volume.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.garage.volume.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.objectStore.garage.storage.size)) }}
{{- end }}

{{- define "mlflow.garage.volume.counted" -}}
{{- ternary "" .Values.objectStore.garage.storage.size (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.objectStore.garage.storage.size) }}
{{- end }}

{{- define "mlflow.garage.volume.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.garage.volume.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.goingBack.authorities" -}}
{{- if and (and .Values.restore.enabled (regexMatch ":" .Values.restore.from)) (include "mlflow.tls.believed" .) }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.goingBack.fetch" -}}
{{- if and .Values.restore.enabled (regexMatch ":" .Values.restore.from) }}
- name: fetch
  image: {{ include "mlflow.transfer.copy.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.copyImage.pullPolicy | quote }}
  command:
    - sh
    - /prepare/fetch.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    - name: DATA
      value: /var/lib/postgresql/data
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    - name: data
      mountPath: /var/lib/postgresql/data
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.goingBack.plan" -}}
{{- if and .Values.restore.enabled (regexMatch ":" .Values.restore.from) }}
- name: plan
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/recovery_plan.py
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    - name: DATA
      value: /var/lib/postgresql/data
    {{- if .Values.restore.from }}
    - name: RESTORE_FROM
      value: {{ .Values.restore.from | quote }}
    {{- end }}
    {{- if .Values.restore.overwrite }}
    - name: RESTORE_OVERWRITE
      value: {{ .Values.restore.overwrite | quote }}
    {{- end }}
    {{- if .Values.restore.request }}
    - name: RESTORE_REQUEST
      value: {{ .Values.restore.request | quote }}
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    - name: data
      mountPath: /var/lib/postgresql/data
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.goingBack.recover" -}}
{{- if and .Values.restore.enabled (regexMatch ":" .Values.restore.from) }}
- name: recover
  image: {{ include "mlflow.transfer.database.image" . | quote }}
  imagePullPolicy: {{ .Values.postgresql.image.pullPolicy | quote }}
  command:
    - bash
    - /prepare/recover.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    - name: DATA
      value: /var/lib/postgresql/data
    - name: POSTGRES_DB
      value: {{ .Values.postgresql.auth.database | quote }}
    - name: POSTGRES_USER
      value: {{ .Values.postgresql.auth.username | quote }}
    - name: POSTGRES_PASSWORD
      valueFrom:
        secretKeyRef:
          name: {{ ternary (default (printf "%s-app" (include "mlflow.cnpg.name" .)) .Values.database.cnpg.existingSecret) (default (include "mlflow.database-from-values.name" .) (include "mlflow.database.existingSecret" .)) (eq (include "mlflow.database.engine" .) "cloudnative-pg") | quote }}
          key: {{ include "mlflow.database.secretKey" . | quote }}
    {{- if and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled") }}
    - name: POINT_IN_TIME
      value: "true"
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    - name: data
      mountPath: /var/lib/postgresql/data
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.instance" -}}
{{- ternary (printf "%s-%s" (trunc 54 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 63) }}
{{- end }}

{{- define "mlflow.jobs-from-monitoring.name" -}}
{{- printf "%s-jobs-from-monitoring" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.jobs-metrics.name" -}}
{{- printf "%s-jobs-metrics" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.jobs-to-backups.name" -}}
{{- printf "%s-jobs-to-backups" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.jobs-to-database.name" -}}
{{- printf "%s-jobs-to-database" (ternary (printf "%s-%s" (trunc 26 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 35)) }}
{{- end }}

{{- define "mlflow.jobs-to-issuers.name" -}}
{{- printf "%s-jobs-to-issuers" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.jobs-to-model-providers.name" -}}
{{- printf "%s-jobs-to-model-providers" (ternary (printf "%s-%s" (trunc 19 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 28)) }}
{{- end }}

{{- define "mlflow.jobs-to-s3.name" -}}
{{- printf "%s-jobs-to-s3" (ternary (printf "%s-%s" (trunc 32 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 41)) }}
{{- end }}

{{- define "mlflow.jobs-to-service-accounts.name" -}}
{{- printf "%s-jobs-to-service-accounts" (ternary (printf "%s-%s" (trunc 18 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 27)) }}
{{- end }}

{{- define "mlflow.jobs-to-webhooks.name" -}}
{{- printf "%s-jobs-to-webhooks" (ternary (printf "%s-%s" (trunc 26 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 35)) }}
{{- end }}

{{- define "mlflow.jobs.kept.otherConnections" -}}
{{- printf "%d" (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) (mul (int64 .Values.mlflow.databasePool.size) 10)) }}
{{- end }}

{{- define "mlflow.jobs.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.jobs.resources)))) }}
{{- end }}

{{- define "mlflow.jobs.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.jobs.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.jobs.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.jobs.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.jobs.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.jobs.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.jobs.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.jobs.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.jobs.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.jobs.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.jobs.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.jobs.resources)))) }}
{{- end }}

{{- define "mlflow.jobs.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.jobs.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.jobs.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.jobs.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.jobs.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.jobs.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.jobs.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.jobs.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.jobs.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.jobs.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.jobs.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.jobs.name" -}}
{{- printf "%s-jobs" (ternary (printf "%s-%s" (trunc 38 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 47)) }}
{{- end }}

{{- define "mlflow.jobs.otherConnections" -}}
{{- printf "%d" (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) (mul (add (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow)) 10)) }}
{{- end }}

{{- define "mlflow.jobs.pools" -}}
{{- printf "%d" (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) 1) }}
{{- end }}

{{- define "mlflow.jobs.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.jobs.resources)))) }}
{{- end }}

{{- define "mlflow.jobs.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.jobs.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.jobs.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.jobs.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.jobs.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.jobs.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.jobs.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.jobs.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.jobs.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.jobs.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.jobs.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.jobs.resources)))) }}
{{- end }}

{{- define "mlflow.jobs.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.jobs.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.jobs.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.jobs.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.jobs.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.jobs.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.jobs.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.jobs.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.jobs.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.jobs.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.jobs.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.login-scripts.name" -}}
{{- printf "%s-login-scripts" (ternary (printf "%s-%s" (trunc 29 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 38)) }}
{{- end }}

{{- define "mlflow.login.name" -}}
{{- printf "%s-login" (ternary (printf "%s-%s" (trunc 37 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 46)) }}
{{- end }}

{{- define "mlflow.machines.container" -}}
{{- if eq .Values.auth.mode "oidc" }}
{{- if .Values.auth.oidc.serviceAccounts.enabled }}
- name: machines
  image: {{ include "mlflow.oauth2Proxy.image" . | quote }}
  imagePullPolicy: {{ .Values.oauth2Proxy.image.pullPolicy | quote }}
  command:
    - sh
    - -e
    - /etc/mlflow-proxy-scripts/start-oauth2-proxy.sh
    - machines
  args:
    - --provider=oidc
    - {{ printf "--proxy-prefix=%s/oauth2" .Values.mlflow.staticPrefix | quote }}
    - --skip-jwt-bearer-tokens=true
    - --set-xauthrequest=true
    - --reverse-proxy=true
    - --trusted-proxy-ip=127.0.0.1/32
    - --use-system-trust-store=true
    - --request-logging=false
    - --skip-oidc-discovery=true
    - {{ printf "--oidc-issuer-url=%s" .Values.auth.oidc.serviceAccounts.issuerUrl | quote }}
    - {{ printf "--oidc-jwks-url=%s" .Values.auth.oidc.serviceAccounts.jwksUrl | quote }}
    - {{ printf "--login-url=%s" .Values.auth.oidc.serviceAccounts.issuerUrl | quote }}
    - {{ printf "--redeem-url=%s" .Values.auth.oidc.serviceAccounts.issuerUrl | quote }}
    - --oidc-enabled-signing-alg=RS256
    - --oidc-enabled-signing-alg=ES256
    - --oidc-enabled-signing-alg=ES384
    - --oidc-enabled-signing-alg=ES512
    - {{ printf "--client-id=%s" .Values.auth.oidc.serviceAccounts.audience | quote }}
    - --email-domain=*
    - --client-secret-file=/dev/null
    - --provider-ca-file=/cluster-ca/ca.crt
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret }}
    - --provider-ca-file=/given-authorities/bundle.crt
    {{- end }}
  lifecycle:
    preStop:
      exec:
        command:
          - sh
          - -ec
          - {{ printf "sleep %d; while [ -e /run/login/proxy ]; do sleep 1; done" (int64 .Values.mlflow.drainSeconds) | quote }}
  {{- with .Values.oauth2Proxy.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: proxy-scripts
      mountPath: /etc/mlflow-proxy-scripts
      readOnly: true
    - name: login-sockets
      mountPath: /run/login
    - name: cluster-ca
      mountPath: /cluster-ca
      readOnly: true
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.metrics.name" -}}
{{- printf "%s-metrics" (ternary (printf "%s-%s" (trunc 35 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 44)) }}
{{- end }}

{{- define "mlflow.minio-certificate.name" -}}
{{- printf "%s-minio-certificate" (ternary (printf "%s-%s" (trunc 25 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 34)) }}
{{- end }}

{{- define "mlflow.minio-from-clients.name" -}}
{{- printf "%s-minio-from-clients" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.minio-from-ingress-controllers.name" -}}
{{- printf "%s-minio-from-ingress-controllers" (ternary (printf "%s-%s" (trunc 12 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 21)) }}
{{- end }}

{{- define "mlflow.minio-from-monitoring.name" -}}
{{- printf "%s-minio-from-monitoring" (ternary (printf "%s-%s" (trunc 21 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 30)) }}
{{- end }}

{{- define "mlflow.minio-headless.name" -}}
{{- printf "%s-minio-headless" (ternary (printf "%s-%s" (trunc 28 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 37)) }}
{{- end }}

{{- define "mlflow.minio-metrics.name" -}}
{{- printf "%s-minio-metrics" (ternary (printf "%s-%s" (trunc 29 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 38)) }}
{{- end }}

{{- define "mlflow.minio-tls.name" -}}
{{- printf "%s-minio-tls" (ternary (printf "%s-%s" (trunc 33 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 42)) }}
{{- end }}

{{- define "mlflow.minio.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.minio.image.repository (ternary (printf ":%s" .Values.minio.image.tag) (printf "@%s" .Values.minio.image.digest) (eq .Values.minio.image.digest "")) }}
{{- end }}

{{- define "mlflow.minio.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.minio.resources)))) }}
{{- end }}

{{- define "mlflow.minio.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.minio.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.minio.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.minio.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.minio.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.minio.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.minio.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.minio.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.minio.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.minio.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.minio.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.minio.resources)))) }}
{{- end }}

{{- define "mlflow.minio.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.minio.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.minio.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.minio.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.minio.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.minio.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.minio.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.minio.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.minio.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.minio.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.minio.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.minio.name" -}}
{{- printf "%s-minio" (ternary (printf "%s-%s" (trunc 37 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 46)) }}
{{- end }}

{{- define "mlflow.minio.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.minio.resources)))) }}
{{- end }}

{{- define "mlflow.minio.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.minio.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.minio.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.minio.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.minio.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.minio.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.minio.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.minio.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.minio.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.minio.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.minio.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.minio.resources)))) }}
{{- end }}

{{- define "mlflow.minio.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.minio.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.minio.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.minio.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.minio.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.minio.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.minio.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.minio.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.minio.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.minio.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.minio.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.minio.secrets" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- $minioSecrets := list }}
{{- if and (and (include "mlflow.s3.existingSecret" .) (or (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (and (eq (include "mlflow.objectStore.engine" .) "external") (not (and (has "AWS_ACCESS_KEY_ID" $userEnv) (has "AWS_SECRET_ACCESS_KEY" $userEnv)))))) (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) }}
{{- $minioSecrets = append $minioSecrets (include "mlflow.s3.existingSecret" .) }}
{{- end }}
{{- join "," $minioSecrets }}
{{- end }}

{{- define "mlflow.minio.volume" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.minio.volume.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.minio.volume.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.minio.volume.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.minio.volume.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.minio.storage.size)) }}
{{- end }}

{{- define "mlflow.minio.volume.counted" -}}
{{- ternary "" .Values.minio.storage.size (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.minio.storage.size) }}
{{- end }}

{{- define "mlflow.minio.volume.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.minio.volume.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.mlflow.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.mlflow.image.repository (ternary (printf ":%s" .Values.mlflow.image.tag) (printf "@%s" .Values.mlflow.image.digest) (eq .Values.mlflow.image.digest "")) }}
{{- end }}

{{- define "mlflow.mlflow.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.mlflow.resources)))) }}
{{- end }}

{{- define "mlflow.mlflow.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.mlflow.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.mlflow.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.mlflow.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.mlflow.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.mlflow.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.mlflow.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.mlflow.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.mlflow.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.mlflow.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.mlflow.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.mlflow.resources)))) }}
{{- end }}

{{- define "mlflow.mlflow.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.mlflow.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.mlflow.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.mlflow.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.mlflow.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.mlflow.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.mlflow.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.mlflow.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.mlflow.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.mlflow.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.mlflow.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.mlflow.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.mlflow.resources)))) }}
{{- end }}

{{- define "mlflow.mlflow.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.mlflow.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.mlflow.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.mlflow.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.mlflow.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.mlflow.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.mlflow.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.mlflow.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.mlflow.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.mlflow.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.mlflow.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.mlflow.resources)))) }}
{{- end }}

{{- define "mlflow.mlflow.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.mlflow.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.mlflow.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.mlflow.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.mlflow.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.mlflow.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.mlflow.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.mlflow.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.mlflow.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.mlflow.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.mlflow.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.monitor.container" -}}
{{- if .Values.monitoring.enabled }}
- name: monitor
  image: {{ include "mlflow.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.tracking.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    {{- include "mlflow.tracking.env" . | nindent 4 }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  command:
    - sh
    - -e
    - /monitor/start-monitor.sh
  livenessProbe:
    exec:
      command:
        - python
        - -IS
        - /monitor/alive.py
    initialDelaySeconds: 60
    periodSeconds: 60
    timeoutSeconds: 10
    failureThreshold: 3
  {{- with .Values.monitoring.server.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: monitor
      mountPath: /monitor
      readOnly: true
    - name: server-socket
      mountPath: /run/mlflow
    - name: metrics
      mountPath: /run/metrics
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
    {{- with .Values.mlflow.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.monitor.name" -}}
{{- printf "%s-monitor" (ternary (printf "%s-%s" (trunc 35 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 44)) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.monitoring.databaseExporter.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.databaseExporter.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.databaseExporter.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.databaseExporter.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.monitoring.databaseExporter.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.databaseExporter.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.databaseExporter.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.monitoring.databaseExporter.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.databaseExporter.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.monitoring.databaseExporter.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.databaseExporter.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.databaseExporter.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.monitoring.databaseExporter.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.monitoring.databaseExporter.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.databaseExporter.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.databaseExporter.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.databaseExporter.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.monitoring.databaseExporter.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.monitoring.databaseExporter.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.databaseExporter.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.databaseExporter.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.databaseExporter.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.monitoring.databaseExporter.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.databaseExporter.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.databaseExporter.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.monitoring.databaseExporter.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.databaseExporter.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.monitoring.databaseExporter.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.databaseExporter.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.databaseExporter.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.monitoring.databaseExporter.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.monitoring.databaseExporter.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.databaseExporter.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.databaseExporter.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.databaseExporter.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.monitoring.databaseExporter.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.monitoring.databaseExporter.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.monitoring.server.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.server.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.server.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.server.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.monitoring.server.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.server.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.server.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.monitoring.server.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.server.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.monitoring.server.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.server.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.server.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.monitoring.server.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.monitoring.server.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.server.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.server.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.server.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.monitoring.server.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.monitoring.server.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.monitoring.server.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.server.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.server.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.server.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.monitoring.server.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.server.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.server.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.monitoring.server.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.monitoring.server.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.monitoring.server.resources)))) }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.monitoring.server.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.monitoring.server.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.monitoring.server.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.monitoring.server.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.server.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.monitoring.server.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.monitoring.server.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.monitoring.server.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.monitoring.server.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.moving-programs.name" -}}
{{- printf "%s-moving-programs" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.moving-to-s3.name" -}}
{{- printf "%s-moving-to-s3" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.moving.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.moving.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.moving.compare" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: compare
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/moving.py
    - compare
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.moving.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and (include "mlflow.s3.minio.secret" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.minio.secret" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.objectStore.finalPass .Values.mlflow.env }}
  env:
    {{- include "mlflow.moving.store" . | nindent 4 }}
    {{- include "mlflow.moving.destination" . | nindent 4 }}
    {{- if .Values.objectStore.finalPass }}
    - name: FINAL
      value: "true"
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.moving.containers" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: finish
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/moving.py
    - finish
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.moving.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and (include "mlflow.s3.minio.secret" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.minio.secret" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.objectStore.finalPass .Values.mlflow.env }}
  env:
    {{- include "mlflow.moving.store" . | nindent 4 }}
    {{- include "mlflow.moving.destination" . | nindent 4 }}
    {{- if .Values.objectStore.finalPass }}
    - name: FINAL
      value: "true"
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.moving.copy" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: copy
  image: {{ include "mlflow.transfer.copy.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.copyImage.pullPolicy | quote }}
  command:
    - sh
    - /prepare/moving-copy.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.moving.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and (include "mlflow.s3.minio.secret" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.minio.secret" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.objectStore.finalPass .Values.mlflow.env }}
  env:
    {{- include "mlflow.moving.store" . | nindent 4 }}
    {{- include "mlflow.moving.destination" . | nindent 4 }}
    {{- if .Values.objectStore.finalPass }}
    - name: FINAL
      value: "true"
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.moving.destination" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- if and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_ACCESS_KEY_ID" $userEnv)) }}
- name: BACKUP_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage") | quote }}
      key: AWS_ACCESS_KEY_ID
{{- end }}
{{- if and (and (ternary true (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage"))) (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)) }}
- name: BACKUP_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.engine" .) "garage") | quote }}
      key: AWS_SECRET_ACCESS_KEY
{{- end }}
{{- end }}

{{- define "mlflow.moving.initContainers" -}}
{{- include "mlflow.moving.authorities" . | nindent 0 }}
{{- include "mlflow.moving.compare" . | nindent 0 }}
{{- include "mlflow.moving.copy" . | nindent 0 }}
{{- end }}

{{- define "mlflow.moving.name" -}}
{{- printf "%s-moving" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.moving.others" -}}
- labels:
    app.kubernetes.io/name: mlflow
    app.kubernetes.io/instance: {{ include "mlflow.instance" . | quote }}
    app.kubernetes.io/component: moving
    app.kubernetes.io/version: 3.18.0
    app.kubernetes.io/part-of: mlflow
    {{- with omit (mergeOverwrite (dict) (default dict .Values.commonLabels) (default dict .Values.backup.podLabels)) "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" "app.kubernetes.io/version" "app.kubernetes.io/part-of" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/places: {{ sha256sum (printf "%s://%s.%s.svc.cluster.local:%d %s %s %s %s " (ternary "https" "http" .Values.minio.tls.enabled) (include "mlflow.minio.name" .) .Release.Namespace (ternary 9010 9000 .Values.objectStore.finalPass) .Values.minio.bucket (ternary (printf "%s://%s.%s.svc.cluster.local:3900" (ternary "https" "http" .Values.objectStore.garage.tls.enabled) (include "mlflow.garage.name" .) .Release.Namespace) .Values.externalS3.endpoint (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary .Values.objectStore.garage.bucket .Values.externalS3.bucket (eq (include "mlflow.objectStore.engine" .) "garage")) (ternary "last" "first" .Values.objectStore.finalPass)) | quote }}
    {{- with omit (default dict .Values.backup.podAnnotations) "checksum/places" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  serviceAccountName: {{ include "mlflow.moving.name" . | quote }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.backup.terminationGracePeriodSeconds }}
  {{- with .Values.global.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.backup.priorityClassName }}
  priorityClassName: {{ .Values.backup.priorityClassName | quote }}
  {{- end }}
  {{- with .Values.backup.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not (eq .Values.backup.dnsPolicy "ClusterFirst") }}
  dnsPolicy: {{ .Values.backup.dnsPolicy | quote }}
  {{- end }}
  {{- with .Values.backup.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "mlflow.moving.store" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- if and (include "mlflow.s3.minio.secret" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv)) }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ include "mlflow.s3.minio.secret" . | quote }}
      key: AWS_ACCESS_KEY_ID
{{- end }}
{{- if and (include "mlflow.s3.minio.secret" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)) }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ include "mlflow.s3.minio.secret" . | quote }}
      key: AWS_SECRET_ACCESS_KEY
{{- end }}
{{- end }}

{{- define "mlflow.moving.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
- name: backup-work
  emptyDir:
    sizeLimit: {{ .Values.backup.scratchSize | quote }}
- name: backup-programs
  projected:
    sources:
      - configMap:
          name: {{ include "mlflow.scripts.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-catalogue-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-dump-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-copy-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-completion-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-exporter-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.moving-programs.name" . | quote }}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  emptyDir:
    sizeLimit: 16Mi
{{- end }}
{{- if include "mlflow.tls.given" . }}
- name: given-authorities
  {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
  projected:
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
    sources:
      {{- if .Values.tls.caBundle.configMap }}
      - configMap:
          name: {{ .Values.tls.caBundle.configMap | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if .Values.tls.caBundle.secret }}
      - secret:
          name: {{ .Values.tls.caBundle.secret | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: postgresql.shown
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: postgresql.crt
          optional: true
      {{- end }}
      {{- if and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: minio.shown
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: minio.crt
          optional: true
      {{- end }}
      {{- if and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: garage.shown
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: garage.crt
          optional: true
      {{- end }}
      {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
      - secret:
          name: {{ printf "%s-ca" (include "mlflow.cnpg.name" .) | quote }}
          items:
            - key: ca.crt
              path: cnpg.crt
      {{- end }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.oauth2-proxy.container" -}}
{{- $scopes := list }}
{{- range $scope := .Values.auth.oidc.scopes }}
{{- $scopes = append $scopes $scope }}
{{- end }}
{{- $domains := list }}
{{- range $allowedDomain := .Values.auth.oidc.allowedDomains }}
{{- $domains = append $domains $allowedDomain }}
{{- end }}
{{- if eq .Values.auth.mode "oidc" }}
- name: oauth2-proxy
  image: {{ include "mlflow.oauth2Proxy.image" . | quote }}
  imagePullPolicy: {{ .Values.oauth2Proxy.image.pullPolicy | quote }}
  command:
    - sh
    - -e
    - /etc/mlflow-proxy-scripts/start-oauth2-proxy.sh
    - people
  args:
    - --provider=oidc
    - {{ printf "--proxy-prefix=%s/oauth2" .Values.mlflow.staticPrefix | quote }}
    - --skip-jwt-bearer-tokens=true
    - --set-xauthrequest=true
    - --reverse-proxy=true
    - --trusted-proxy-ip=127.0.0.1/32
    - --use-system-trust-store=true
    - --request-logging=false
    - --config=/run/login/people.cfg
    - {{ printf "--oidc-issuer-url=%s" .Values.auth.oidc.issuerUrl | quote }}
    - {{ printf "--client-id=%s" .Values.auth.oidc.clientId | quote }}
    - {{ printf "--scope=%s" (join " " $scopes) | quote | replace "<no value>" "\\u003cno value>" }}
    - {{ printf "--oidc-groups-claim=%s" .Values.auth.oidc.groupsClaim | quote }}
    {{- range $allowedGroup := .Values.auth.oidc.allowedGroups }}
    - {{ printf "--allowed-group=%s" $allowedGroup | quote }}
    {{- end }}
    {{- range $allowedDomain := .Values.auth.oidc.allowedDomains }}
    - {{ printf "--email-domain=%s" $allowedDomain | quote }}
    {{- end }}
    {{- if not .Values.auth.oidc.allowedDomains }}
    - --email-domain=*
    {{- end }}
    {{- if not (and .Values.auth.oidc.allowedDomains (not (has "*" $domains))) }}
    - --oidc-email-claim=sub
    {{- end }}
    - --cookie-name=_mlflow_login
    - {{ printf "--cookie-path=%s" (ternary .Values.mlflow.staticPrefix "/" (not (empty .Values.mlflow.staticPrefix))) | quote }}
    - {{ printf "--cookie-expire=%dh" (int64 .Values.auth.oidc.sessionHours) | quote }}
    - {{ printf "--cookie-secure=%t" .Values.auth.oidc.cookieSecure | quote }}
    - --cookie-samesite=lax
    - --insecure-oidc-skip-nonce=false
    - --cookie-csrf-per-request=true
    - --cookie-csrf-per-request-limit=16
    - --session-cookie-minimal=true
    - --footer=-
    {{- if .Values.auth.oidc.caConfigMap }}
    - --provider-ca-file=/login-ca/ca.crt
    {{- end }}
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret }}
    - --provider-ca-file=/given-authorities/bundle.crt
    {{- end }}
  lifecycle:
    preStop:
      exec:
        command:
          - sh
          - -ec
          - {{ printf "sleep %d; while [ -e /run/login/proxy ]; do sleep 1; done" (int64 .Values.mlflow.drainSeconds) | quote }}
  {{- with .Values.oauth2Proxy.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  env:
    - name: OAUTH2_PROXY_CLIENT_SECRET
      valueFrom:
        secretKeyRef:
          name: {{ .Values.auth.oidc.existingSecret | quote }}
          key: {{ .Values.auth.oidc.existingSecretClientKey | quote }}
    - name: OAUTH2_PROXY_COOKIE_SECRET
      valueFrom:
        secretKeyRef:
          name: {{ .Values.auth.oidc.existingSecret | quote }}
          key: {{ .Values.auth.oidc.existingSecretCookieKey | quote }}
  volumeMounts:
    - name: proxy-scripts
      mountPath: /etc/mlflow-proxy-scripts
      readOnly: true
    - name: login-sockets
      mountPath: /run/login
    {{- if .Values.auth.oidc.caConfigMap }}
    - name: login-ca
      mountPath: /login-ca
      readOnly: true
    {{- end }}
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.oauth2Proxy.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.oauth2Proxy.image.repository (ternary (printf ":%s" .Values.oauth2Proxy.image.tag) (printf "@%s" .Values.oauth2Proxy.image.digest) (eq .Values.oauth2Proxy.image.digest "")) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.oauth2Proxy.resources)))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.oauth2Proxy.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.oauth2Proxy.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.oauth2Proxy.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.oauth2Proxy.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.oauth2Proxy.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.oauth2Proxy.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.oauth2Proxy.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.oauth2Proxy.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.oauth2Proxy.resources)))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.oauth2Proxy.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.oauth2Proxy.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.oauth2Proxy.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.oauth2Proxy.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.oauth2Proxy.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.oauth2Proxy.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.oauth2Proxy.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.oauth2Proxy.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.oauth2Proxy.resources)))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.oauth2Proxy.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.oauth2Proxy.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.oauth2Proxy.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.oauth2Proxy.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.oauth2Proxy.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.oauth2Proxy.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.oauth2Proxy.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.oauth2Proxy.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.oauth2Proxy.resources)))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.oauth2Proxy.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.oauth2Proxy.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.oauth2Proxy.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.oauth2Proxy.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.oauth2Proxy.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.oauth2Proxy.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.oauth2Proxy.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.oauth2Proxy.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.oauth2Proxy.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.objectStore.engine" -}}
{{- ternary .Values.objectStore.engine (ternary "minio" "external" .Values.minio.enabled) (not (empty .Values.objectStore.engine)) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.objectStore.garage.resources)))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.objectStore.garage.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.objectStore.garage.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.objectStore.garage.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.objectStore.garage.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.objectStore.garage.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.objectStore.garage.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.objectStore.garage.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.objectStore.garage.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.objectStore.garage.resources)))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.objectStore.garage.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.objectStore.garage.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.objectStore.garage.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.objectStore.garage.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.objectStore.garage.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.objectStore.garage.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.objectStore.garage.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.objectStore.garage.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.objectStore.garage.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.objectStore.garage.resources)))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.objectStore.garage.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.objectStore.garage.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.objectStore.garage.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.objectStore.garage.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.objectStore.garage.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.objectStore.garage.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.objectStore.garage.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.objectStore.garage.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.objectStore.garage.resources)))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.objectStore.garage.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.objectStore.garage.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.objectStore.garage.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.objectStore.garage.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.objectStore.garage.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.objectStore.garage.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.objectStore.garage.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.objectStore.garage.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.objectStore.garage.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.objectStore.inUse" -}}
{{- ternary "minio" (include "mlflow.objectStore.engine" .) (and (eq .Values.objectStore.migrateFrom "minio") (not .Values.objectStore.finalPass)) }}
{{- end }}

{{- define "mlflow.oidc.containers" -}}
{{- range $extraIssuer := .Values.auth.oidc.extraIssuers }}
- name: {{ printf "issuer-%s" $extraIssuer.name | quote }}
  image: {{ include "mlflow.oauth2Proxy.image" $ | quote }}
  imagePullPolicy: {{ $.Values.oauth2Proxy.image.pullPolicy | quote }}
  command:
    - sh
    - -e
    - /etc/mlflow-proxy-scripts/start-oauth2-proxy.sh
    - {{ printf "issuer-%s" $extraIssuer.name | quote }}
  args:
    - --provider=oidc
    - {{ printf "--proxy-prefix=%s/oauth2" $.Values.mlflow.staticPrefix | quote }}
    - --skip-jwt-bearer-tokens=true
    - --set-xauthrequest=true
    - --reverse-proxy=true
    - --trusted-proxy-ip=127.0.0.1/32
    - --use-system-trust-store=true
    - --request-logging=false
    - {{ printf "--config=/run/login/issuer-%s.cfg" $extraIssuer.name | quote }}
    - {{ printf "--oidc-issuer-url=%s" $extraIssuer.issuerUrl | quote }}
    - {{ printf "--client-id=%s" $extraIssuer.audience | quote }}
    - --email-domain=*
    - --client-secret-file=/dev/null
    {{- if $.Values.auth.oidc.caConfigMap }}
    - --provider-ca-file=/login-ca/ca.crt
    {{- end }}
    {{- if or $.Values.tls.caBundle.configMap $.Values.tls.caBundle.secret }}
    - --provider-ca-file=/given-authorities/bundle.crt
    {{- end }}
  lifecycle:
    preStop:
      exec:
        command:
          - sh
          - -ec
          - {{ printf "sleep %d; while [ -e /run/login/proxy ]; do sleep 1; done" (int64 $.Values.mlflow.drainSeconds) | quote }}
  {{- with $.Values.oauth2Proxy.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $.Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: proxy-scripts
      mountPath: /etc/mlflow-proxy-scripts
      readOnly: true
    - name: login-sockets
      mountPath: /run/login
    {{- if $.Values.auth.oidc.caConfigMap }}
    - name: login-ca
      mountPath: /login-ca
      readOnly: true
    {{- end }}
    {{- if or $.Values.tls.caBundle.configMap $.Values.tls.caBundle.secret }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.oidc.name" -}}
{{- printf "%s-oidc" (ternary (printf "%s-%s" (trunc 38 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 47)) }}
{{- end }}

{{- define "mlflow.owner.name" -}}
{{- printf "%s-owner" (ternary (printf "%s-%s" (trunc 37 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 46)) }}
{{- end }}

{{- define "mlflow.pgbouncer.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.database.cnpg.pooler.image.repository (ternary (printf ":%s" .Values.database.cnpg.pooler.image.tag) (printf "@%s" .Values.database.cnpg.pooler.image.digest) (eq .Values.database.cnpg.pooler.image.digest "")) }}
{{- end }}

{{- define "mlflow.point-in-time-programs.name" -}}
{{- printf "%s-point-in-time-programs" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.pooler-to-database.name" -}}
{{- printf "%s-pooler-to-database" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.pooler.connections" -}}
{{- printf "%d" (add (mul (int64 .Values.externalDatabase.pooler.replicas) (int64 .Values.externalDatabase.pooler.poolSize)) 10) }}
{{- end }}

{{- define "mlflow.pooler.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.externalDatabase.pooler.image.repository (ternary (printf ":%s" .Values.externalDatabase.pooler.image.tag) (printf "@%s" .Values.externalDatabase.pooler.image.digest) (eq .Values.externalDatabase.pooler.image.digest "")) }}
{{- end }}

{{- define "mlflow.pooler.maxClients" -}}
{{- printf "%d" (mul (div (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.database.connections" .))) 499) 500) 500) }}
{{- end }}

{{- define "mlflow.pooler.name" -}}
{{- printf "%s-pooler" (ternary (printf "%s-%s" (trunc 36 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 45)) }}
{{- end }}

{{- define "mlflow.pooler.secrets" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- $poolerSecrets := list }}
{{- if and (and (include "mlflow.database.existingSecret" .) (or (eq (include "mlflow.database.engine" .) "bundled") (not (has "PGPASSWORD" $userEnv)))) (and (eq (include "mlflow.database.engine" .) "external") .Values.externalDatabase.host .Values.externalDatabase.pooler.enabled) }}
{{- $poolerSecrets = append $poolerSecrets (include "mlflow.database.existingSecret" .) }}
{{- end }}
{{- join "," $poolerSecrets }}
{{- end }}

{{- define "mlflow.postgresql-certificate.name" -}}
{{- printf "%s-postgresql-certificate" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.postgresql-headless.name" -}}
{{- printf "%s-postgresql-headless" (ternary (printf "%s-%s" (trunc 23 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 32)) }}
{{- end }}

{{- define "mlflow.postgresql-tls.name" -}}
{{- printf "%s-postgresql-tls" (ternary (printf "%s-%s" (trunc 28 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 37)) }}
{{- end }}

{{- define "mlflow.postgresql-to-backups.name" -}}
{{- printf "%s-postgresql-to-backups" (ternary (printf "%s-%s" (trunc 21 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 30)) }}
{{- end }}

{{- define "mlflow.postgresql.carriedConnections" -}}
{{- printf "%d" (div (mul (ternary (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.postgresql.mebibytes" .))) 256 (gt (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.postgresql.mebibytes" .))) 256)) 3) 40) }}
{{- end }}

{{- define "mlflow.postgresql.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.postgresql.image.repository (ternary (printf ":%s" .Values.postgresql.image.tag) (printf "@%s" .Values.postgresql.image.digest) (eq .Values.postgresql.image.digest "")) }}
{{- end }}

{{- define "mlflow.postgresql.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.postgresql.resources)))) }}
{{- end }}

{{- define "mlflow.postgresql.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.postgresql.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.postgresql.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.postgresql.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.postgresql.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.postgresql.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.postgresql.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.postgresql.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.postgresql.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.postgresql.resources)))) }}
{{- end }}

{{- define "mlflow.postgresql.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.postgresql.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.postgresql.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.postgresql.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.postgresql.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.postgresql.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.postgresql.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.postgresql.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.postgresql.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.postgresql.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.postgresql.maxConnections" -}}
{{- printf "%d" (ternary (int64 .Values.postgresql.maxConnections) (mul (div (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.database.connections" .))) 499) 500) 500) (gt (int64 .Values.postgresql.maxConnections) 0)) }}
{{- end }}

{{- define "mlflow.postgresql.mebibytes" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.mebibytes.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.postgresql.mebibytes.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.postgresql.mebibytes.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.postgresql.mebibytes.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.postgresql.memory" .))) }}
{{- end }}

{{- define "mlflow.postgresql.mebibytes.counted" -}}
{{- ternary "" (include "mlflow.postgresql.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.postgresql.memory" .)) }}
{{- end }}

{{- define "mlflow.postgresql.mebibytes.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.postgresql.mebibytes.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.postgresql.memory" -}}
{{- default (regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.postgresql.resources))))) (regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.postgresql.resources))))) }}
{{- end }}

{{- define "mlflow.postgresql.name" -}}
{{- printf "%s-postgresql" (ternary (printf "%s-%s" (trunc 32 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 41)) }}
{{- end }}

{{- define "mlflow.postgresql.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.postgresql.resources)))) }}
{{- end }}

{{- define "mlflow.postgresql.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.postgresql.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.postgresql.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.postgresql.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.postgresql.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.postgresql.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.postgresql.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.postgresql.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.postgresql.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.postgresql.resources)))) }}
{{- end }}

{{- define "mlflow.postgresql.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.postgresql.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.postgresql.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.postgresql.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.postgresql.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.postgresql.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.postgresql.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.postgresql.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.postgresql.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.postgresql.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.postgresql.volume" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.postgresql.volume.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.postgresql.volume.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.postgresql.volume.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.postgresql.volume.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.postgresql.storage.size)) }}
{{- end }}

{{- define "mlflow.postgresql.volume.counted" -}}
{{- ternary "" .Values.postgresql.storage.size (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" .Values.postgresql.storage.size) }}
{{- end }}

{{- define "mlflow.postgresql.volume.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.postgresql.volume.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.proxy-scripts.name" -}}
{{- printf "%s-proxy-scripts" (ternary (printf "%s-%s" (trunc 29 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 38)) }}
{{- end }}

{{- define "mlflow.proxy.configuration" -}}
{{- $trustedAddresses := list }}
{{- range $trustedProxy := .Values.auth.trustedProxies }}
{{- $trustedAddresses = append $trustedAddresses (printf "set_real_ip_from %s;" $trustedProxy) }}
{{- end }}
{{- $trustedProxies := list }}
{{- range $trustedProxy := .Values.auth.trustedProxies }}
{{- $trustedProxies = append $trustedProxies (printf "%s 1;" $trustedProxy) }}
{{- end }}
{{- $domains := list }}
{{- range $allowedDomain := .Values.auth.oidc.allowedDomains }}
{{- $domains = append $domains $allowedDomain }}
{{- end }}
{{- $configuration := dict }}
{{- $_ := set $configuration "nginx.conf" "# The proxy in the server's pod. Nobody reaches MLflow but through it: MLflow listens on a socket that only this container shares.\nload_module /usr/lib/nginx/modules/ngx_http_js_module.so;\nworker_processes 2;\npid /tmp/nginx.pid;\nerror_log stderr warn;\n# What is under way when the pod ends is finished, within the pod's own time.\nworker_shutdown_timeout 3900s;\nevents { worker_connections 2048; }\n\nhttp {\n    # The root file system is read-only. None of these ever sees a body: nothing is buffered.\n    client_body_temp_path /tmp/body;\n    proxy_temp_path /tmp/proxy;\n    fastcgi_temp_path /tmp/fastcgi;\n    uwsgi_temp_path /tmp/uwsgi;\n    scgi_temp_path /tmp/scgi;\n\n    js_path /etc/mlflow-proxy-scripts/;\n    # What one of them has to know of the values.\n    js_path /etc/mlflow-proxy/;\n    js_import login from login.njs;\n    js_import metrics from metrics.njs;\n    # Passwords found right (never themselves: login.njs) and those that were so within half a day, of whom one is being checked,\n    # how often one was wrong, and counts for Prometheus.\n    js_shared_dict_zone zone=verified:1m timeout=60s evict;\n    js_shared_dict_zone zone=known:1m timeout=43200s evict;\n    js_shared_dict_zone zone=checking:1m timeout=10s evict;\n    js_shared_dict_zone zone=failed:1m timeout=300s type=number evict;\n    js_shared_dict_zone zone=secret:32k;\n    js_shared_dict_zone zone=counters:1m type=number;\n    js_set $logged metrics.count;\n\n    server_tokens off;\n    absolute_redirect off;\n    # A browser's cookies, of which a login may have several; more would let strangers fill the memory.\n    large_client_header_buffers 4 16k;\n    uninitialized_variable_warn off;\n\n    # Where a request came from is what its peer says only if the peer is one of auth.trustedProxies; MLflow is always told.\n    real_ip_header X-Forwarded-For;\n    real_ip_recursive on;\n    include /etc/mlflow-proxy/trusted-proxies.conf;\n    map \"$trusted:$http_x_forwarded_proto\" $forwarded_proto { default $scheme; ~^1:(?<proto>https?)$ $proto; }\n    map \"$trusted:$http_x_forwarded_host\" $forwarded_host { default $http_host; ~^1:(?<host_>[A-Za-z0-9.:\\[\\]-]+)$ $host_; }\n    map \"$trusted:$http_x_forwarded_port\" $forwarded_port { default $server_port; \"~^1:(?<port>[0-9]{1,5})$\" $port; }\n\n    # A file whose name nginx computes is read for each new connection: a renewed certificate needs no restart.\n    map $ssl_server_name $certificate { default /certificate/tls; }\n\n    # HTTP/1.0, in which some load balancers ask for /health, has none.\n    map $http_host $host_or_none { \"\" localhost; default $http_host; }\n\n    # By what is asked, for metrics and the log; behind any prefix.\n    map $uri $route {\n        default ui;\n        ~/(health|version)$ health;\n        ~/v1/traces$ traces;\n        ~/gateway/ gateway;\n        ~/(ajax-)?api/[0-9.]+/mlflow-artifacts/ artefacts;\n        ~/(get-artifact|(ajax-)?api/[0-9.]+/mlflow/(get|upload)-artifact)$ artefacts;\n        ~/(ajax-)?api/ api;\n        ~/graphql$ api;\n    }\n    # With a wrong login, what was typed for a name may be a password.\n    map $status $known_user { 401 \"\"; default $user; }\n    log_format json escape=json '{\"time\":\"$time_iso8601\",\"client\":\"$remote_addr\",\"peer\":\"$realip_remote_addr\",\"user\":\"$known_user\",\"method\":\"$request_method\",\"path\":\"$uri\",'\n        '\"route\":\"$route\",\"status\":$status,\"seconds\":$request_time,\"firstByte\":\"$upstream_header_time\",\"received\":$request_length,\"sent\":$bytes_sent,\"id\":\"$request_id\"}';\n    access_log /dev/stdout json if=$logged;\n    # What is otherwise with monitoring.enabled.\n    include /etc/mlflow-proxy/monitored-http*.conf;\n\n    # Whom to ask for names, with jobs.enabled only.\n    include /tmp/resolver*.conf;\n\n    upstream server_on_socket {\n        server unix:/run/mlflow/server.sock;\n        keepalive 32;\n        # Below the 75 seconds after which MLflow closes a connection, or a request might be sent into one that ends.\n        keepalive_timeout 60s;\n    }\n    # MLflow without uvicorn: before 3.x, or by choice.\n    upstream server_on_loopback {\n        server 127.0.0.1:5001;\n        keepalive 4;\n        keepalive_timeout 1s;\n    }\n\n    proxy_http_version 1.1;\n    proxy_buffering off;\n    proxy_request_buffering off;\n    proxy_max_temp_file_size 0;\n    client_max_body_size 0;\n    # Nothing is ever sent twice.\n    proxy_next_upstream off;\n    proxy_connect_timeout 5s;\n    # MLflow fetches an artefact whole before its first byte: what takes an hour is still served.\n    proxy_read_timeout 3900s;\n    proxy_send_timeout 3900s;\n    send_timeout 3900s;\n    client_body_timeout 3900s;\n    client_header_timeout 20s;\n    # Longer than what load balancers keep idle, so that it is they who close.\n    keepalive_timeout 620s;\n    keepalive_requests 100000;\n\n    proxy_set_header Host $host_or_none;\n    proxy_set_header Connection \"\";\n    # What goes to the pod that runs jobs shows its login there again, as it came.\n    include /etc/mlflow-proxy/jobs-http.conf;\n    map $for_jobs $passed_authorization { volatile; default $authorization; 1 $http_authorization; }\n    map $for_jobs $passed_cookies { volatile; default $cookies; 1 $http_cookie; }\n    proxy_set_header Authorization $passed_authorization;\n    proxy_set_header Cookie $passed_cookies;\n    # What a client says of itself is nobody's word.\n    proxy_set_header X-Forwarded-User \"\";\n    proxy_set_header X-Forwarded-Email \"\";\n    proxy_set_header X-Forwarded-Groups \"\";\n    proxy_set_header X-Forwarded-Access-Token \"\";\n    proxy_set_header X-Forwarded-For $remote_addr;\n    proxy_set_header X-Real-IP $remote_addr;\n    proxy_set_header X-Forwarded-Proto $forwarded_proto;\n    proxy_set_header X-Forwarded-Host $forwarded_host;\n    proxy_set_header X-Forwarded-Port $forwarded_port;\n    proxy_set_header Forwarded \"\";\n    # What else proxies say, or say that somebody is: nobody before this one is believed.\n    proxy_set_header X-Forwarded-Prefix \"\";\n    proxy_set_header X-Forwarded-Scheme \"\";\n    proxy_set_header X-Forwarded-Ssl \"\";\n    proxy_set_header X-Forwarded-Server \"\";\n    proxy_set_header Remote-User \"\";\n    proxy_set_header X-Remote-User \"\";\n\n    server {\n        include /tmp/listen-http.conf;\n        # With a certificate only.\n        include /etc/mlflow-proxy/tls*.conf;\n        set $server server_on_socket;\n        if (-e /run/mlflow/loopback) { set $server server_on_loopback; }\n        # What MLflow gets to see of a login.\n        set $authorization \"\";\n        set $cookies $http_cookie;\n        set $user $remote_user;\n\n        # To nginx and to MLflow these are different paths, and nobody needs them.\n        if ($request_uri ~* \"^[^?]*(/|%2f)(\\.|%2e){1,2}(/|%2f|\\?|$)\") { return 400; }\n        # MLflow's Assistant is a shell in its pod. $uri is decoded, without doubled slashes and dots: more than MLflow\n        # itself takes for it.\n        if ($uri ~* /ajax-api/[^/]*/mlflow/assistant) { return 403; }\n        # What a restore keeps in the artefact store is not for clients.\n        if ($uri ~ /mlflow-artifacts/.*/[.]mlflow-chart(/|$)) { return 403; }\n\n        include /etc/mlflow-proxy/monitored-server*.conf;\n\n        # How this installation lets in: a file for what auth.mode says.\n        include /etc/mlflow-proxy/login-*.conf;\n        include /etc/mlflow-proxy/health.conf;\n        include /etc/mlflow-proxy/jobs.conf*;\n        include /etc/mlflow-proxy/jobs-tls.conf*;\n        location / { proxy_pass http://$server; }\n    }\n\n    server {\n        include /tmp/listen-metrics.conf;\n        access_log off;\n        # njs reads it whole before it answers.\n        client_max_body_size 1;\n        include /etc/mlflow-proxy/monitored-pages*.conf;\n        location = /metrics {\n            # (limit_except GET would allow HEAD, too.)\n            if ($request_method != GET) { return 403; }\n            js_content metrics.expose;\n        }\n        location / { return 404; }\n    }\n}\n" }}
{{- $_ := set $configuration "trusted-proxies.conf" (printf "%s geo $realip_remote_addr $trusted { default 0; %s }" (join " " $trustedAddresses) (join " " $trustedProxies)) }}
{{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}
{{- $_ := set $configuration "tls.conf" "# TLS only: who speaks plain HTTP is told so.\nssl_certificate $certificate.crt;\nssl_certificate_key $certificate.key;\nssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\nssl_prefer_server_ciphers off;\nssl_session_cache shared:tls:2m;\nssl_session_timeout 1h;\n" }}
{{- end }}
{{- if .Values.monitoring.enabled }}
{{- $_ := set $configuration "monitored-http.conf" "# The audit: who has deleted what, or said who may do what. Such a request has a line as any other, and what it was about.\njs_import audit from audit.njs;\njs_set $about audit.about;\nmap \"$request_method:$uri\" $audit {\n    default true;\n    ~^(GET|HEAD|OPTIONS): false;\n    # Of these, by what is in their path, and not to change them.\n    ~^(POST|PUT|PATCH):.*/(webhooks|datasets|logged-models|workspaces)/[^/]+$ false;\n}\nlog_format audit escape=json '{\"time\":\"$time_iso8601\",\"client\":\"$remote_addr\",\"peer\":\"$realip_remote_addr\",\"user\":\"$known_user\",\"method\":\"$request_method\",\"path\":\"$uri\",'\n    '\"route\":\"$route\",\"status\":$status,\"seconds\":$request_time,\"firstByte\":\"$upstream_header_time\",\"received\":$request_length,\"sent\":$bytes_sent,\"id\":\"$request_id\",'\n    '\"audit\":$audit,\"about\":\"$about\"}';\n# As the log has it.\nproxy_set_header X-Request-ID $request_id;\n" }}
{{- $_ := set $configuration "monitored-server.conf" "# MLflow's own metrics are with the proxy's, on their port: here, they would be for whoever is let in.\nif ($uri = /metrics) { return 404; }\n# What the audit is of (monitored-http.conf): by what is in its path …\nlocation ~ \"/(ajax-)?api/[0-9.]+/mlflow/(webhooks|datasets|logged-models|workspaces)/[^/]+$\" {\n    access_log /dev/stdout audit if=$logged;\n    proxy_pass http://$server;\n}\n# … or in its body. Of these alone, which are small, a body is read before it is passed on.\nlocation ~ \"/(ajax-)?api/[0-9.]+/mlflow/(([a-z-]+/)+(delete|delete-traces|restore)|([a-z-]+/)+permissions/[a-z]+|workspaces/[^/]+/permissions|(users|roles|gateway/secrets)/[a-z-]+)$\" {\n    access_log /dev/stdout audit if=$logged;\n    proxy_request_buffering on;\n    client_body_buffer_size 256k;\n    client_max_body_size 256k;\n    proxy_pass http://$server;\n}\n" }}
{{- $_ := set $configuration "monitored-pages.conf" "# monitoring.enabled: the monitor of the pod says how everything does. Whether it answers matters to nobody else.\nset $monitor http://unix:/run/mlflow/monitor.sock:;\njs_fetch_timeout 3s;\nlocation = /deep-health {\n    if ($request_method != GET) { return 403; }\n    js_content metrics.deepHealth;\n}\n" }}
{{- end }}
{{- $_ := set $configuration "health.conf" (printf "location = %s/health { auth_request off; limit_except GET { deny all; } client_max_body_size 1; proxy_pass http://$server%s/health; }" .Values.mlflow.staticPrefix .Values.mlflow.staticPrefix) }}
{{- if eq .Values.auth.mode "none" }}
{{- $_ := set $configuration "login-none.conf" "# auth.mode none: whoever reaches the port is in. What a client says of itself is passed on.\nset $authorization $http_authorization;\n" }}
{{- end }}
{{- if eq .Values.auth.mode "basic" }}
{{- $_ := set $configuration "login-basic.conf" "# auth.mode basic: a user of the file, for everything but /health. MLflow has no use for the password.\nauth_request /.login;\nlocation = /.login {\n    internal;\n    set $verifier http://unix:/run/login/verifier.sock:/;\n    # A right password is waited for, however many wrong ones are checked before it.\n    js_fetch_timeout 600s;\n    js_content login.check;\n}\n# As MLflow words its own errors, so that its client shows what it says.\nerror_page 401 @refused;\nlocation @refused {\n    default_type application/json;\n    add_header WWW-Authenticate 'Basic realm=\"MLflow\", charset=\"UTF-8\"' always;\n    return 401 '{\"error_code\":\"UNAUTHENTICATED\",\"message\":\"This server asks for a login: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.\"}';\n}\n" }}
{{- $_ := set $configuration "verifier.conf" "# Checks passwords for the proxy, over a socket. A process of its own: a check takes 50 to 300 ms of a processor, in which\n# an nginx worker does nothing else. The file of users is opened for each check, so that a changed one is in force at once.\npid /tmp/verifier.pid;\n# At `error` it would write down what was typed for a name; login.njs says what is wrong with the verifier.\nerror_log stderr crit;\nworker_shutdown_timeout 60s;\nevents { worker_connections 2048; }\n\nhttp {\n    access_log off;\n    client_body_temp_path /tmp/verifier-body;\n    proxy_temp_path /tmp/verifier-proxy;\n    fastcgi_temp_path /tmp/verifier-fastcgi;\n    uwsgi_temp_path /tmp/verifier-uwsgi;\n    scgi_temp_path /tmp/verifier-scgi;\n    server {\n        listen unix:/run/login/verifier.sock;\n        auth_basic MLflow;\n        auth_basic_user_file /login/htpasswd;\n        location / { try_files \"\" @right; }\n        location @right { return 204; }\n    }\n}\n" }}
{{- end }}
{{- if eq .Values.auth.mode "mlflow" }}
{{- $_ := set $configuration "login-mlflow.conf" "# auth.mode mlflow: MLflow asks for the login itself, and says what is open without one. Here, who guesses is slowed down: a\n# login is first tried at its /version, which wants one.\nset $authorization $http_authorization;\ninclude /etc/mlflow-proxy/version.conf;\nset $verifier http://unix:/run/mlflow/server.sock:$version;\nif (-e /run/mlflow/loopback) { set $verifier http://127.0.0.1:5001$version; }\nauth_request /.login;\nlocation = /.login {\n    internal;\n    js_fetch_timeout 60s;\n    js_content login.checkPresented;\n}\n# As MLflow words its own errors, so that its client shows what it says.\nerror_page 401 @refused;\nlocation @refused {\n    default_type application/json;\n    add_header WWW-Authenticate 'Basic realm=\"mlflow\"' always;\n    return 401 '{\"error_code\":\"UNAUTHENTICATED\",\"message\":\"This login is wrong: look at MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.\"}';\n}\n" }}
{{- $_ := set $configuration "version.conf" (printf "set $version %s/version;" .Values.mlflow.staticPrefix) }}
{{- end }}
{{- if eq .Values.auth.mode "oidc" }}
{{- $_ := set $configuration "login-oidc.conf" "# auth.mode oidc: oauth2-proxy asks the issuer who somebody is, or checks the token of a program.\n# MLflow has no use for the cookie of the login.\nset $cookies \"\";\njs_import oidc from oidc.njs;\nauth_request /.login;\nauth_request_set $user $sent_http_x_user;\nerror_page 401 = @ask;\nlocation = /.login {\n    internal;\n    # The answer itself is wanted here. (One error_page in a location ends those above it.)\n    error_page 599 @ask;\n    js_fetch_timeout 10s;\n    # The groups of a person are among the headers of the answer.\n    js_fetch_buffer_size 64k;\n    js_content oidc.check;\n}\n# (Nothing here may be js_content: njs would first read all that a stranger sends.)\njs_set $login_page oidc.loginPage;\nlocation @ask {\n    if ($login_page) {\n        add_header Cache-Control no-store;\n        return 302 $login_page;\n    }\n    default_type application/json;\n    add_header WWW-Authenticate 'Bearer realm=\"MLflow\"' always;\n    return 401 '{\"error_code\":\"UNAUTHENTICATED\",\"message\":\"This server asks for a login: set MLFLOW_TRACKING_TOKEN to a token of an issuer that it knows, for its audience, that has not expired.\"}';\n}\n" }}
{{- $_ := set $configuration "login-oidc-prefix.conf" (printf "set $oauth2 %s/oauth2;\nlocation %s/oauth2/ { auth_request off; limit_except GET { deny all; } client_max_body_size 1; if ($args ~* \"%%([01][0-9a-f]|7f)\") { return 400; } error_log stderr crit; proxy_buffer_size 64k; proxy_buffers 4 64k; set $cookies $http_cookie; proxy_pass http://unix:/run/login/people.sock; }\nlocation = %s/oauth2/sign_out { auth_request off; limit_except GET { deny all; } client_max_body_size 1; if ($args ~* \"%%([01][0-9a-f]|7f)\") { return 400; } error_log stderr crit; proxy_buffer_size 64k; proxy_buffers 4 64k; set $cookies $http_cookie; proxy_pass http://unix:/run/login/people.sock:$oauth2/sign_out?rd=$oauth2/sign_in?rd=%s/; }\n" .Values.mlflow.staticPrefix .Values.mlflow.staticPrefix .Values.mlflow.staticPrefix .Values.mlflow.staticPrefix) }}
{{- $_ := set $configuration "oidc-rules.njs" (printf "export default {\n  \"domains\": %t,\n  \"serviceAccounts\": {\"enabled\": %t, \"issuerUrl\": \"%s\", \"audience\": \"%s\", \"allowed\": %s},\n  \"issuers\": %s\n};\n" (and (not (empty (default list .Values.auth.oidc.allowedDomains))) (not (has "*" $domains))) .Values.auth.oidc.serviceAccounts.enabled .Values.auth.oidc.serviceAccounts.issuerUrl .Values.auth.oidc.serviceAccounts.audience (toJson (default list .Values.auth.oidc.serviceAccounts.allowed)) (toJson (default list .Values.auth.oidc.extraIssuers))) }}
{{- end }}
{{- $_ := set $configuration "jobs-http.conf" (ternary "map \"$jobs $uri\" $for_jobs { volatile; default \"\"; \"~^https?://[^ ]+[.]svc[.].*/(ajax-api/3[.]0/jobs|ajax-api/3[.]0/mlflow/(scorer|issues|genai/evaluate)/invoke|ajax-api/3[.]0/mlflow/server-info|(ajax-)?api/3[.]0/mlflow/prompt-optimization/jobs)/?$\" 1; }\n" "map \"\" $for_jobs { default \"\"; }\n" .Values.jobs.enabled) }}
{{- if .Values.jobs.enabled }}
{{- $_ := set $configuration "jobs.conf" (printf "set $jobs %s://%s.%s.svc.cluster.local:5000;\nif (-e /run/mlflow/jobs) { set $jobs http://$server; }\nlocation ~ \"/(ajax-api/3[.]0/jobs|ajax-api/3[.]0/mlflow/(scorer|issues|genai/evaluate)/invoke|ajax-api/3[.]0/mlflow/server-info|(ajax-)?api/3[.]0/mlflow/prompt-optimization/jobs)/?$\" { proxy_pass $jobs; }\n# jobs.enabled: what puts something into the queue of jobs goes to the pod that has it ($jobs), where it shows its login again. In that\n# pod, it stays. All else about jobs is in the database: listing, reading and cancelling them.\nerror_page 502 = @jobs_away;\nlocation @jobs_away {\n    # As without these routes: nobody answers.\n    if ($for_jobs = \"\") { return 502; }\n    default_type application/json;\n    # What the page asks for at its start, to know whether anything may be scheduled.\n    if ($uri !~ /server-info$) { return 503 '{\"error_code\":\"TEMPORARILY_UNAVAILABLE\",\"message\":\"The pod that runs jobs does not answer: nothing was begun. Try again in a minute.\"}'; }\n    proxy_pass http://$server;\n}\n" (ternary "https" "http" (or (not (empty .Values.tls.existingSecret)) .Values.tls.certManager.enabled)) (include "mlflow.jobs.name" .) .Release.Namespace) }}
{{- end }}
{{- if and .Values.jobs.enabled (or .Values.tls.existingSecret .Values.tls.certManager.enabled) }}
{{- $_ := set $configuration "jobs-tls.conf" (printf "# Its certificate is for the names of the server's Service.\nproxy_ssl_server_name on;\nproxy_ssl_verify on;\nproxy_ssl_verify_depth 4;\nproxy_ssl_trusted_certificate /tmp/jobs-authorities.crt;\nproxy_ssl_name %s.%s.svc.cluster.local;\n" (include "mlflow.tracking.name" .) .Release.Namespace) }}
{{- end }}
{{- toJson $configuration }}
{{- end }}

{{- define "mlflow.proxy.container" -}}
- name: proxy
  image: {{ include "mlflow.proxy.image" . | quote }}
  imagePullPolicy: {{ .Values.proxy.image.pullPolicy | quote }}
  command:
    - sh
    - -e
    - /etc/mlflow-proxy-scripts/start-proxy.sh
  env:
    - name: POD_IP
      valueFrom:
        fieldRef:
          fieldPath: status.podIP
    - name: HTTP_PORT
      value: "5000"
    - name: METRICS_PORT
      value: "9113"
    {{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}
    - name: HTTP_TLS
      value: ssl
    {{- end }}
  ports:
    - name: http
      containerPort: 5000
      protocol: TCP
    - name: metrics
      containerPort: 9113
      protocol: TCP
  startupProbe:
    httpGet:
      path: {{ ternary "/metrics?only=proxy" "/metrics" .Values.monitoring.enabled | quote }}
      port: metrics
    periodSeconds: {{ .Values.mlflow.probes.startup.periodSeconds }}
    timeoutSeconds: {{ .Values.mlflow.probes.startup.timeoutSeconds }}
    failureThreshold: {{ .Values.mlflow.probes.startup.failureThreshold }}
  livenessProbe:
    httpGet:
      path: {{ ternary "/metrics?only=proxy" "/metrics" .Values.monitoring.enabled | quote }}
      port: metrics
    periodSeconds: {{ .Values.mlflow.probes.liveness.periodSeconds }}
    timeoutSeconds: {{ .Values.mlflow.probes.liveness.timeoutSeconds }}
    failureThreshold: {{ .Values.mlflow.probes.liveness.failureThreshold }}
  readinessProbe:
    httpGet:
      path: {{ printf "%s/health" .Values.mlflow.staticPrefix | quote }}
      port: http
      {{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}
      scheme: HTTPS
      {{- end }}
    periodSeconds: {{ .Values.mlflow.probes.readiness.periodSeconds }}
    timeoutSeconds: {{ .Values.mlflow.probes.readiness.timeoutSeconds }}
    failureThreshold: {{ .Values.mlflow.probes.readiness.failureThreshold }}
  {{- if gt (int64 .Values.mlflow.drainSeconds) 0 }}
  lifecycle:
    preStop:
      exec:
        command:
          - sleep
          - {{ printf "%d" (int64 .Values.mlflow.drainSeconds) | quote }}
  {{- end }}
  {{- with .Values.proxy.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: proxy-config
      mountPath: /etc/mlflow-proxy
      readOnly: true
    - name: proxy-scripts
      mountPath: /etc/mlflow-proxy-scripts
      readOnly: true
    - name: proxy-tmp
      mountPath: /tmp
    - name: server-socket
      mountPath: /run/mlflow
    {{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}
    - name: certificate
      mountPath: /certificate
      readOnly: true
    {{- end }}
    {{- if and .Values.jobs.enabled (or .Values.tls.existingSecret .Values.tls.certManager.enabled) }}
    - name: jobs-authorities
      mountPath: /jobs-authorities
      readOnly: true
    {{- end }}
    {{- if eq .Values.auth.mode "basic" }}
    - name: login-sockets
      mountPath: /run/login
    - name: login
      mountPath: /login
      readOnly: true
    {{- end }}
    {{- if eq .Values.auth.mode "oidc" }}
    - name: login-sockets
      mountPath: /run/login
    {{- end }}
{{- end }}

{{- define "mlflow.proxy.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.proxy.image.repository (ternary (printf ":%s" .Values.proxy.image.tag) (printf "@%s" .Values.proxy.image.digest) (eq .Values.proxy.image.digest "")) }}
{{- end }}

{{- define "mlflow.proxy.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.proxy.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.proxy.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.proxy.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.proxy.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.proxy.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.proxy.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.proxy.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.proxy.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.proxy.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.proxy.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.proxy.name" -}}
{{- printf "%s-proxy" (ternary (printf "%s-%s" (trunc 37 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 46)) }}
{{- end }}

{{- define "mlflow.proxy.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.proxy.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.proxy.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.proxy.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.proxy.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.proxy.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.proxy.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.proxy.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.proxy.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.proxy.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.proxy.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.proxy.verifier.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.verifier.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.verifier.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.verifier.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.proxy.verifier.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.verifier.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.verifier.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.proxy.verifier.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.verifier.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.proxy.verifier.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.proxy.verifier.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.verifier.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.proxy.verifier.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.proxy.verifier.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.verifier.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.verifier.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.verifier.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.proxy.verifier.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.proxy.verifier.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.proxy.verifier.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.verifier.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.proxy.verifier.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.verifier.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.proxy.verifier.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.verifier.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.verifier.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.proxy.verifier.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.proxy.verifier.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.proxy.verifier.resources)))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.proxy.verifier.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.proxy.verifier.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.proxy.verifier.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.proxy.verifier.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.verifier.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.proxy.verifier.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.proxy.verifier.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.proxy.verifier.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.proxy.verifier.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.registry.name" -}}
{{- printf "%s-registry" (ternary (printf "%s-%s" (trunc 34 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 43)) }}
{{- end }}

{{- define "mlflow.repeated" -}}
{{- $seen := list }}
{{- $again := list }}
{{- range . }}
{{- if has . $seen }}
{{- $again = append $again . }}
{{- end }}
{{- $seen = append $seen . }}
{{- end }}
{{- join ", " (uniq $again) }}
{{- end }}

{{- define "mlflow.restore-programs.name" -}}
{{- printf "%s-restore-programs" (ternary (printf "%s-%s" (trunc 26 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 35)) }}
{{- end }}

{{- define "mlflow.restore-to-backups.name" -}}
{{- printf "%s-restore-to-backups" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.restore-to-database.name" -}}
{{- printf "%s-restore-to-database" (ternary (printf "%s-%s" (trunc 23 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 32)) }}
{{- end }}

{{- define "mlflow.restore-to-s3.name" -}}
{{- printf "%s-restore-to-s3" (ternary (printf "%s-%s" (trunc 29 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 38)) }}
{{- end }}

{{- define "mlflow.restore.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.restore.check" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: check
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/check.py
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv))) (or (and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) (or (and (or .Values.mlflow.encryption.existingSecret .Values.mlflow.encryption.passphrase) (not (has "MLFLOW_CRYPTO_KEK_PASSPHRASE" $userEnv))) (and (or .Values.mlflow.encryption.existingSecret .Values.mlflow.encryption.webhookKey) (not (has "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY" $userEnv)))) (and .Values.restore.existingSecret (not (has "RESTORE_SESSION_KEY" $userEnv))) .Values.restore.from .Values.restore.overwrite .Values.restore.request .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- include "mlflow.transfer.store" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- include "mlflow.transfer.keys" . | nindent 4 }}
    {{- if and .Values.restore.existingSecret (not (has "RESTORE_SESSION_KEY" $userEnv)) }}
    - name: RESTORE_SESSION_KEY
      valueFrom:
        secretKeyRef:
          name: {{ .Values.restore.existingSecret | quote }}
          key: {{ .Values.restore.existingSecretKey | quote }}
    {{- end }}
    {{- if .Values.restore.from }}
    - name: RESTORE_FROM
      value: {{ .Values.restore.from | quote }}
    {{- end }}
    {{- if .Values.restore.overwrite }}
    - name: RESTORE_OVERWRITE
      value: {{ .Values.restore.overwrite | quote }}
    {{- end }}
    {{- if .Values.restore.request }}
    - name: RESTORE_REQUEST
      value: {{ .Values.restore.request | quote }}
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.restore.containers" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: finish
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/finish.py
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv))) (or (and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.restore.from .Values.restore.overwrite .Values.restore.request .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- include "mlflow.transfer.store" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- if .Values.restore.from }}
    - name: RESTORE_FROM
      value: {{ .Values.restore.from | quote }}
    {{- end }}
    {{- if .Values.restore.overwrite }}
    - name: RESTORE_OVERWRITE
      value: {{ .Values.restore.overwrite | quote }}
    {{- end }}
    {{- if .Values.restore.request }}
    - name: RESTORE_REQUEST
      value: {{ .Values.restore.request | quote }}
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.restore.copy" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: copy
  image: {{ include "mlflow.transfer.copy.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.copyImage.pullPolicy | quote }}
  command:
    - sh
    - /prepare/restore-copy.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (or (and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv))) (and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)))) (or (and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv))) (and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)))) .Values.restore.from .Values.restore.overwrite .Values.restore.request .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.store" . | nindent 4 }}
    {{- include "mlflow.transfer.destination" . | nindent 4 }}
    {{- if .Values.restore.from }}
    - name: RESTORE_FROM
      value: {{ .Values.restore.from | quote }}
    {{- end }}
    {{- if .Values.restore.overwrite }}
    - name: RESTORE_OVERWRITE
      value: {{ .Values.restore.overwrite | quote }}
    {{- end }}
    {{- if .Values.restore.request }}
    - name: RESTORE_REQUEST
      value: {{ .Values.restore.request | quote }}
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.restore.initContainers" -}}
{{- include "mlflow.restore.authorities" . | nindent 0 }}
{{- include "mlflow.restore.check" . | nindent 0 }}
{{- include "mlflow.restore.load" . | nindent 0 }}
{{- include "mlflow.restore.copy" . | nindent 0 }}
{{- end }}

{{- define "mlflow.restore.load" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: load
  image: {{ include "mlflow.transfer.postgresql.image" . | quote }}
  imagePullPolicy: {{ .Values.backup.image.pullPolicy | quote }}
  command:
    - bash
    - /prepare/load.sh
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv))) (and .Values.restore.existingSecret (not (has "RESTORE_SESSION_KEY" $userEnv))) .Values.restore.from .Values.restore.overwrite .Values.restore.request .Values.mlflow.env }}
  env:
    {{- include "mlflow.transfer.database" . | nindent 4 }}
    {{- if and .Values.restore.existingSecret (not (has "RESTORE_SESSION_KEY" $userEnv)) }}
    - name: RESTORE_SESSION_KEY
      valueFrom:
        secretKeyRef:
          name: {{ .Values.restore.existingSecret | quote }}
          key: {{ .Values.restore.existingSecretKey | quote }}
    {{- end }}
    {{- if .Values.restore.from }}
    - name: RESTORE_FROM
      value: {{ .Values.restore.from | quote }}
    {{- end }}
    {{- if .Values.restore.overwrite }}
    - name: RESTORE_OVERWRITE
      value: {{ .Values.restore.overwrite | quote }}
    {{- end }}
    {{- if .Values.restore.request }}
    - name: RESTORE_REQUEST
      value: {{ .Values.restore.request | quote }}
    {{- end }}
    {{- with .Values.mlflow.env }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-work
      mountPath: /work
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
      readOnly: true
    {{- end }}
    {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}

{{- define "mlflow.restore.name" -}}
{{- printf "%s-restore" (ternary (printf "%s-%s" (trunc 35 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 44)) }}
{{- end }}

{{- define "mlflow.restore.others" -}}
- labels:
    app.kubernetes.io/name: mlflow
    app.kubernetes.io/instance: {{ include "mlflow.instance" . | quote }}
    app.kubernetes.io/component: restore
    app.kubernetes.io/version: 3.18.0
    app.kubernetes.io/part-of: mlflow
    {{- with omit (mergeOverwrite (dict) (default dict .Values.commonLabels) (default dict .Values.backup.podLabels)) "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" "app.kubernetes.io/version" "app.kubernetes.io/part-of" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/places: {{ sha256sum (include "mlflow.restore.places" .) | quote }}
    {{- with omit (default dict .Values.backup.podAnnotations) "checksum/places" }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  serviceAccountName: {{ include "mlflow.backup.name" . | quote }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.backup.terminationGracePeriodSeconds }}
  {{- with .Values.global.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.backup.priorityClassName }}
  priorityClassName: {{ .Values.backup.priorityClassName | quote }}
  {{- end }}
  {{- with .Values.backup.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not (eq .Values.backup.dnsPolicy "ClusterFirst") }}
  dnsPolicy: {{ .Values.backup.dnsPolicy | quote }}
  {{- end }}
  {{- with .Values.backup.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "mlflow.restore.places" -}}
{{- printf "%s@%s:%d/%s %s %s %s %s %s %s " (ternary .Values.postgresql.auth.username (ternary .Values.database.cnpg.owner .Values.externalDatabase.username (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) (include "mlflow.database.host" .) (ternary 5432 (int64 .Values.externalDatabase.port) (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg"))) (ternary .Values.postgresql.auth.database (ternary .Values.database.cnpg.database .Values.externalDatabase.database (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) (include "mlflow.s3.uri" .) (include "mlflow.s3.endpoint" .) (include "mlflow.s3.region" .) .Values.backup.destination.bucket .Values.backup.destination.endpoint .Values.backup.destination.region }}
{{- end }}

{{- define "mlflow.restore.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
- name: backup-work
  emptyDir:
    sizeLimit: {{ .Values.backup.scratchSize | quote }}
- name: backup-programs
  projected:
    sources:
      - configMap:
          name: {{ include "mlflow.scripts.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-catalogue-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-dump-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-copy-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-completion-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.backup-exporter-programs.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.restore-programs.name" . | quote }}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  emptyDir:
    sizeLimit: 16Mi
{{- end }}
{{- if include "mlflow.tls.given" . }}
- name: given-authorities
  {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
  projected:
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
    sources:
      {{- if .Values.tls.caBundle.configMap }}
      - configMap:
          name: {{ .Values.tls.caBundle.configMap | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if .Values.tls.caBundle.secret }}
      - secret:
          name: {{ .Values.tls.caBundle.secret | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: postgresql.shown
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: postgresql.crt
          optional: true
      {{- end }}
      {{- if and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: minio.shown
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: minio.crt
          optional: true
      {{- end }}
      {{- if and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: garage.shown
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: garage.crt
          optional: true
      {{- end }}
      {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
      - secret:
          name: {{ printf "%s-ca" (include "mlflow.cnpg.name" .) | quote }}
          items:
            - key: ca.crt
              path: cnpg.crt
      {{- end }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.retention-database-to-database.name" -}}
{{- printf "%s-retention-database-to-database" (ternary (printf "%s-%s" (trunc 12 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 21)) }}
{{- end }}

{{- define "mlflow.retention-database.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.retention.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.retention-database.name" -}}
{{- printf "%s-retention-database" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.retention-gc.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.retention.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.retention-gc.name" -}}
{{- printf "%s-retention-gc" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.retention-lifecycle-to-backups.name" -}}
{{- printf "%s-retention-lifecycle-to-backups" (ternary (printf "%s-%s" (trunc 12 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 21)) }}
{{- end }}

{{- define "mlflow.retention-lifecycle-to-s3.name" -}}
{{- printf "%s-retention-lifecycle-to-s3" (ternary (printf "%s-%s" (trunc 17 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 26)) }}
{{- end }}

{{- define "mlflow.retention-lifecycle.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.retention.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.retention-lifecycle.name" -}}
{{- printf "%s-retention-lifecycle" (ternary (printf "%s-%s" (trunc 23 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 32)) }}
{{- end }}

{{- define "mlflow.retention-programs.name" -}}
{{- printf "%s-retention-programs" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.retention-to-backups.name" -}}
{{- printf "%s-retention-to-backups" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.retention-to-database.name" -}}
{{- printf "%s-retention-to-database" (ternary (printf "%s-%s" (trunc 21 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 30)) }}
{{- end }}

{{- define "mlflow.retention-to-s3.name" -}}
{{- printf "%s-retention-to-s3" (ternary (printf "%s-%s" (trunc 27 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 36)) }}
{{- end }}

{{- define "mlflow.retention-traces-to-backups.name" -}}
{{- printf "%s-retention-traces-to-backups" (ternary (printf "%s-%s" (trunc 15 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 24)) }}
{{- end }}

{{- define "mlflow.retention-traces-to-database.name" -}}
{{- printf "%s-retention-traces-to-database" (ternary (printf "%s-%s" (trunc 14 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 23)) }}
{{- end }}

{{- define "mlflow.retention-traces-to-s3.name" -}}
{{- printf "%s-retention-traces-to-s3" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.retention-traces.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.retention.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.retention.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.retention-traces.name" -}}
{{- printf "%s-retention-traces" (ternary (printf "%s-%s" (trunc 26 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 35)) }}
{{- end }}

{{- define "mlflow.retention.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.retention.resources)))) }}
{{- end }}

{{- define "mlflow.retention.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.retention.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.retention.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.retention.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.retention.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.retention.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.retention.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.retention.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.retention.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.retention.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.retention.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.retention.resources)))) }}
{{- end }}

{{- define "mlflow.retention.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.retention.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.retention.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.retention.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.retention.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.retention.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.retention.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.retention.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.retention.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.retention.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.retention.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.retention.name" -}}
{{- printf "%s-retention" (ternary (printf "%s-%s" (trunc 33 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 42)) }}
{{- end }}

{{- define "mlflow.retention.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.retention.resources)))) }}
{{- end }}

{{- define "mlflow.retention.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.retention.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.retention.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.retention.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.retention.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.retention.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.retention.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.retention.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.retention.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.retention.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.retention.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.retention.resources)))) }}
{{- end }}

{{- define "mlflow.retention.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.retention.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.retention.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.retention.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.retention.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.retention.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.retention.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.retention.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.retention.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.retention.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.retention.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.s3-from-values.name" -}}
{{- printf "%s-s3-from-values" (ternary (printf "%s-%s" (trunc 28 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 37)) }}
{{- end }}

{{- define "mlflow.s3-target-from-values.name" -}}
{{- printf "%s-s3-target-from-values" (ternary (printf "%s-%s" (trunc 21 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 30)) }}
{{- end }}

{{- define "mlflow.s3-target.name" -}}
{{- printf "%s-s3-target" (ternary (printf "%s-%s" (trunc 33 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 42)) }}
{{- end }}

{{- define "mlflow.s3.bucket" -}}
{{- ternary .Values.minio.bucket (ternary .Values.objectStore.garage.bucket .Values.externalS3.bucket (eq (include "mlflow.objectStore.inUse" .) "garage")) (eq (include "mlflow.objectStore.inUse" .) "minio") }}
{{- end }}

{{- define "mlflow.s3.endpoint" -}}
{{- ternary (printf "%s://%s.%s.svc.cluster.local:%d" (ternary "https" "http" .Values.minio.tls.enabled) (include "mlflow.minio.name" .) .Release.Namespace (ternary 9010 9000 .Values.objectStore.finalPass)) (ternary (printf "%s://%s.%s.svc.cluster.local:3900" (ternary "https" "http" .Values.objectStore.garage.tls.enabled) (include "mlflow.garage.name" .) .Release.Namespace) .Values.externalS3.endpoint (eq (include "mlflow.objectStore.inUse" .) "garage")) (eq (include "mlflow.objectStore.inUse" .) "minio") }}
{{- end }}

{{- define "mlflow.s3.existingSecret" -}}
{{- ternary .Values.minio.auth.existingSecret .Values.externalS3.existingSecret (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) }}
{{- end }}

{{- define "mlflow.s3.external.literalKey" -}}
{{- ternary .Values.externalS3.secretAccessKey "" (and (eq (include "mlflow.objectStore.engine" .) "external") (eq .Values.externalS3.existingSecret "")) }}
{{- end }}

{{- define "mlflow.s3.external.literalKeyId" -}}
{{- ternary .Values.externalS3.accessKeyId "" (and (eq (include "mlflow.objectStore.engine" .) "external") (eq .Values.externalS3.existingSecret "")) }}
{{- end }}

{{- define "mlflow.s3.external.secret" -}}
{{- default (ternary (include "mlflow.s3-target-from-values.name" .) (include "mlflow.s3-from-values.name" .) (eq .Values.objectStore.migrateFrom "minio")) .Values.externalS3.existingSecret }}
{{- end }}

{{- define "mlflow.s3.garage.literalKey" -}}
{{- ternary .Values.objectStore.garage.secretAccessKey "" (and (eq (include "mlflow.objectStore.engine" .) "garage") (eq .Values.objectStore.garage.existingSecret "")) }}
{{- end }}

{{- define "mlflow.s3.garage.literalKeyId" -}}
{{- ternary .Values.objectStore.garage.accessKeyId "" (and (eq (include "mlflow.objectStore.engine" .) "garage") (eq .Values.objectStore.garage.existingSecret "")) }}
{{- end }}

{{- define "mlflow.s3.garage.secret" -}}
{{- default (include "mlflow.garage-from-values.name" .) .Values.objectStore.garage.existingSecret }}
{{- end }}

{{- define "mlflow.s3.keys" -}}
{{- ternary "known" "" (ternary (or (not (empty .Values.minio.auth.existingSecret)) (not (empty (include "mlflow.s3.minio.literalKeyId" .)))) (ternary (or (not (empty .Values.objectStore.garage.existingSecret)) (not (empty (include "mlflow.s3.garage.literalKeyId" .)))) (or (not (empty .Values.externalS3.existingSecret)) (not (empty (include "mlflow.s3.external.literalKeyId" .)))) (eq (include "mlflow.objectStore.inUse" .) "garage")) (eq (include "mlflow.objectStore.inUse" .) "minio")) }}
{{- end }}

{{- define "mlflow.s3.literalKey" -}}
{{- ternary (include "mlflow.s3.minio.literalKey" .) (include "mlflow.s3.external.literalKey" .) (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) }}
{{- end }}

{{- define "mlflow.s3.literalKeyId" -}}
{{- ternary (include "mlflow.s3.minio.literalKeyId" .) (include "mlflow.s3.external.literalKeyId" .) (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) }}
{{- end }}

{{- define "mlflow.s3.minio.literalKey" -}}
{{- ternary .Values.minio.auth.rootPassword "" (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (eq .Values.minio.auth.existingSecret "")) }}
{{- end }}

{{- define "mlflow.s3.minio.literalKeyId" -}}
{{- ternary .Values.minio.auth.rootUser "" (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (eq .Values.minio.auth.existingSecret "")) }}
{{- end }}

{{- define "mlflow.s3.minio.secret" -}}
{{- default (include "mlflow.s3-from-values.name" .) .Values.minio.auth.existingSecret }}
{{- end }}

{{- define "mlflow.s3.name" -}}
{{- printf "%s-s3" (ternary (printf "%s-%s" (trunc 40 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 49)) }}
{{- end }}

{{- define "mlflow.s3.region" -}}
{{- ternary "us-east-1" (ternary "us-east-1" .Values.externalS3.region (eq (include "mlflow.objectStore.inUse" .) "garage")) (eq (include "mlflow.objectStore.inUse" .) "minio") }}
{{- end }}

{{- define "mlflow.s3.secret" -}}
{{- ternary (include "mlflow.s3.minio.secret" .) (ternary (include "mlflow.s3.garage.secret" .) (include "mlflow.s3.external.secret" .) (eq (include "mlflow.objectStore.inUse" .) "garage")) (eq (include "mlflow.objectStore.inUse" .) "minio") }}
{{- end }}

{{- define "mlflow.s3.uri" -}}
{{- printf "s3://%s%s" (include "mlflow.s3.bucket" .) (ternary "" (printf "/%s" .Values.mlflow.artifacts.path) (eq .Values.mlflow.artifacts.path "")) }}
{{- end }}

{{- define "mlflow.scripts.name" -}}
{{- printf "%s-scripts" (ternary (printf "%s-%s" (trunc 35 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 44)) }}
{{- end }}

{{- define "mlflow.server-certificate.name" -}}
{{- printf "%s-server-certificate" (ternary (printf "%s-%s" (trunc 24 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 33)) }}
{{- end }}

{{- define "mlflow.smoke-test-token.name" -}}
{{- printf "%s-smoke-test-token" (ternary (printf "%s-%s" (trunc 26 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 35)) }}
{{- end }}

{{- define "mlflow.smoke-test.name" -}}
{{- printf "%s-smoke-test" (ternary (printf "%s-%s" (trunc 32 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 41)) }}
{{- end }}

{{- define "mlflow.smokeTest.authorities" -}}
{{- ternary "believed" "" (or (or (not (empty .Values.tls.caBundle.configMap)) (not (empty .Values.tls.caBundle.secret))) (or (not (empty .Values.tls.existingSecret)) .Values.tls.certManager.enabled) (and (or (eq .Values.mlflow.artifacts.mode "direct") (eq .Values.mlflow.artifacts.mode "presigned")) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled)) (and (or (eq .Values.mlflow.artifacts.mode "direct") (eq .Values.mlflow.artifacts.mode "presigned")) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled))) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.smokeTest.resources)))) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.smokeTest.limits.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.smokeTest.limits.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.smokeTest.limits.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.smokeTest.limits.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.smokeTest.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.smokeTest.limits.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.smokeTest.limits.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.smokeTest.limits.cpu" .))) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"limits\":[{][^{}]*[}]" (toJson (default dict .Values.smokeTest.resources)))) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.smokeTest.limits.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.smokeTest.limits.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.smokeTest.limits.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.smokeTest.limits.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.smokeTest.limits.memory" .))) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.memory.number.counted" -}}
{{- ternary "" (include "mlflow.smokeTest.limits.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.smokeTest.limits.memory" .)) }}
{{- end }}

{{- define "mlflow.smokeTest.limits.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.smokeTest.limits.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.smokeTest.login" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- $accountsLetIn := list }}
{{- range $allowedItem := .Values.auth.oidc.serviceAccounts.allowed }}
{{- $accountsLetIn = append $accountsLetIn $allowedItem }}
{{- end }}
{{- ternary "none" (ternary "secret" (ternary (ternary "users" "unknown" (and (eq .Values.auth.basic.existingSecret "") (not (empty (default dict .Values.auth.basic.users))))) (ternary (ternary "unknown" "administrator" (or (has "MLFLOW_AUTH_ADMIN_USERNAME" $userEnv) (has "MLFLOW_AUTH_ADMIN_PASSWORD" $userEnv))) (ternary "service-account" "unknown" (and .Values.auth.oidc.serviceAccounts.enabled (or (has (printf "%s/*" .Release.Namespace) $accountsLetIn) (has (printf "%s/%s" .Release.Namespace (default "default" .Values.smokeTest.serviceAccountName)) $accountsLetIn)))) (eq .Values.auth.mode "mlflow")) (eq .Values.auth.mode "basic")) (not (empty .Values.smokeTest.existingSecret))) (eq .Values.auth.mode "none") }}
{{- end }}

{{- define "mlflow.smokeTest.requests.cpu" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"cpu\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.smokeTest.resources)))) }}
{{- end }}

{{- define "mlflow.smokeTest.requests.cpu.number" -}}
{{- printf "%d" (ternary 1073741824 (ternary (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.smokeTest.requests.cpu.number.counted" .))))) (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,10}$" (regexFind "^[0-9]+" (include "mlflow.smokeTest.requests.cpu.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.smokeTest.requests.cpu.number.counted" .)))))))) (regexMatch "m$" (include "mlflow.smokeTest.requests.cpu.number.counted" .))) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.smokeTest.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.smokeTest.requests.cpu.number.counted" -}}
{{- ternary "" (include "mlflow.smokeTest.requests.cpu" .) (or (regexMatch "[nu]$|e-" (include "mlflow.smokeTest.requests.cpu" .)) (regexMatch "[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}" (include "mlflow.smokeTest.requests.cpu" .))) }}
{{- end }}

{{- define "mlflow.smokeTest.requests.memory" -}}
{{- regexFind "[0-9][^\"]*" (regexFind "\"memory\":(\"[^\"]*\"|[-+.e0-9]+)" (regexFind "\"requests\":[{][^{}]*[}][}]$" (toJson (default dict .Values.smokeTest.resources)))) }}
{{- end }}

{{- define "mlflow.smokeTest.requests.memory.number" -}}
{{- printf "%d" (ternary 1073741824 (div (mul (add (mul (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[1-9][0-9]{0,11}$" (regexFind "^[0-9]+" (include "mlflow.smokeTest.requests.memory.number.counted" .))))) 1000) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "^[0-9]{3}" (printf "%s000" (regexFind "[0-9]+" (regexFind "[.][0-9]+" (include "mlflow.smokeTest.requests.memory.number.counted" .)))))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+" (regexFind "=[0-9]+" (include "mlflow.smokeTest.requests.memory.number.unit" .)))))) (atoi (regexFind "^[0-9]{1,15}$" (regexFind "[0-9]+$" (include "mlflow.smokeTest.requests.memory.number.unit" .))))) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.smokeTest.requests.memory" .))) }}
{{- end }}

{{- define "mlflow.smokeTest.requests.memory.number.counted" -}}
{{- ternary "" (include "mlflow.smokeTest.requests.memory" .) (regexMatch "^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]" (include "mlflow.smokeTest.requests.memory" .)) }}
{{- end }}

{{- define "mlflow.smokeTest.requests.memory.number.unit" -}}
{{- default "=0:1" (regexFind (print (regexQuoteMeta (printf "/%s" (regexFind "[A-Za-z]*$" (include "mlflow.smokeTest.requests.memory.number.counted" .)))) "(?:=[0-9]+:[0-9]+)") "/m=1:1048576000000/=1:1048576000/k=1:1048576/M=125:131072/G=15625:16384/T=1953125:2048/Ki=1:1024000/Mi=1:1000/Gi=128:125/Ti=131072:125/") }}
{{- end }}

{{- define "mlflow.tls.believed" -}}
{{- ternary "believed" "" (or (not (empty (include "mlflow.tls.given" .))) (and (eq (include "mlflow.database.engine" .) "external") (regexMatch "^verify-" .Values.externalDatabase.sslMode))) }}
{{- end }}

{{- define "mlflow.tls.given" -}}
{{- ternary "given" "" (or (or (not (empty .Values.tls.caBundle.configMap)) (not (empty .Values.tls.caBundle.secret))) (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg")) }}
{{- end }}

{{- define "mlflow.tracking-from-clients.name" -}}
{{- printf "%s-tracking-from-clients" (ternary (printf "%s-%s" (trunc 21 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 30)) }}
{{- end }}

{{- define "mlflow.tracking-from-ingress-controllers.name" -}}
{{- printf "%s-tracking-from-ingress-controllers" (ternary (printf "%s-%s" (trunc 9 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 18)) }}
{{- end }}

{{- define "mlflow.tracking-from-monitoring.name" -}}
{{- printf "%s-tracking-from-monitoring" (ternary (printf "%s-%s" (trunc 18 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 27)) }}
{{- end }}

{{- define "mlflow.tracking-tls.name" -}}
{{- printf "%s-tracking-tls" (ternary (printf "%s-%s" (trunc 30 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 39)) }}
{{- end }}

{{- define "mlflow.tracking-to-backups.name" -}}
{{- printf "%s-tracking-to-backups" (ternary (printf "%s-%s" (trunc 23 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 32)) }}
{{- end }}

{{- define "mlflow.tracking-to-database.name" -}}
{{- printf "%s-tracking-to-database" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.tracking-to-issuers.name" -}}
{{- printf "%s-tracking-to-issuers" (ternary (printf "%s-%s" (trunc 23 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 32)) }}
{{- end }}

{{- define "mlflow.tracking-to-model-providers.name" -}}
{{- printf "%s-tracking-to-model-providers" (ternary (printf "%s-%s" (trunc 15 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 24)) }}
{{- end }}

{{- define "mlflow.tracking-to-s3.name" -}}
{{- printf "%s-tracking-to-s3" (ternary (printf "%s-%s" (trunc 28 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 37)) }}
{{- end }}

{{- define "mlflow.tracking-to-service-accounts.name" -}}
{{- printf "%s-tracking-to-service-accounts" (ternary (printf "%s-%s" (trunc 14 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 23)) }}
{{- end }}

{{- define "mlflow.tracking-to-webhooks.name" -}}
{{- printf "%s-tracking-to-webhooks" (ternary (printf "%s-%s" (trunc 22 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 31)) }}
{{- end }}

{{- define "mlflow.tracking.allowedHosts" -}}
{{- $allowedHosts := list "localhost" "localhost:*" "127.0.0.1" "127.0.0.1:*" "0.0.0.0" "0.0.0.0:*" "$(POD_IP)" "$(POD_IP):*" (include "mlflow.tracking.name" .) (printf "%s:*" (include "mlflow.tracking.name" .)) (printf "%s.%s" (include "mlflow.tracking.name" .) .Release.Namespace) (printf "%s.%s:*" (include "mlflow.tracking.name" .) .Release.Namespace) (printf "%s.%s.svc" (include "mlflow.tracking.name" .) .Release.Namespace) (printf "%s.%s.svc:*" (include "mlflow.tracking.name" .) .Release.Namespace) (printf "%s.%s.svc.cluster.local" (include "mlflow.tracking.name" .) .Release.Namespace) (printf "%s.%s.svc.cluster.local:*" (include "mlflow.tracking.name" .) .Release.Namespace) "[::1]" "[[]::1]:*" "[$(POD_IP)]" "[[]$(POD_IP)]:*" }}
{{- range $host := .Values.mlflow.ingress.hosts }}
{{- $allowedHosts = append $allowedHosts $host.host }}
{{- end }}
{{- range $host := .Values.mlflow.ingress.hosts }}
{{- $allowedHosts = append $allowedHosts (printf "%s:*" $host.host) }}
{{- end }}
{{- range $hostname := .Values.mlflow.gateway.hostnames }}
{{- $allowedHosts = append $allowedHosts $hostname }}
{{- end }}
{{- range $hostname := .Values.mlflow.gateway.hostnames }}
{{- $allowedHosts = append $allowedHosts (printf "%s:*" $hostname) }}
{{- end }}
{{- range $hostname := .Values.mlflow.service.hostnames }}
{{- $allowedHosts = append $allowedHosts $hostname }}
{{- end }}
{{- range $hostname := .Values.mlflow.service.hostnames }}
{{- $allowedHosts = append $allowedHosts (printf "%s:*" $hostname) }}
{{- end }}
{{- range $allowedHost := .Values.mlflow.allowedHosts }}
{{- $allowedHosts = append $allowedHosts $allowedHost }}
{{- end }}
{{- join "," $allowedHosts }}
{{- end }}

{{- define "mlflow.tracking.corsOrigins" -}}
{{- $corsOrigins := list "http://localhost:*" "http://127.0.0.1:*" }}
{{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}
{{- $corsOrigins = append $corsOrigins "https://localhost:*" }}
{{- $corsOrigins = append $corsOrigins "https://127.0.0.1:*" }}
{{- end }}
{{- range $host := .Values.mlflow.ingress.hosts }}
{{- $corsOrigins = append $corsOrigins (printf "%s://%s" (ternary "https" "http" (not (empty (default list $.Values.mlflow.ingress.tls)))) $host.host) }}
{{- end }}
{{- range $hostname := .Values.mlflow.gateway.hostnames }}
{{- $corsOrigins = append $corsOrigins (printf "%s://%s" $.Values.mlflow.gateway.scheme $hostname) }}
{{- end }}
{{- range $hostname := .Values.mlflow.service.hostnames }}
{{- $corsOrigins = append $corsOrigins (printf "%s://%s" (ternary "https" "http" (or (not (empty $.Values.tls.existingSecret)) $.Values.tls.certManager.enabled)) $hostname) }}
{{- end }}
{{- range $hostname := .Values.mlflow.service.hostnames }}
{{- $corsOrigins = append $corsOrigins (printf "%s://%s:%d" (ternary "https" "http" (or (not (empty $.Values.tls.existingSecret)) $.Values.tls.certManager.enabled)) $hostname (int64 $.Values.mlflow.service.port)) }}
{{- end }}
{{- range $corsAllowedOrigin := .Values.mlflow.corsAllowedOrigins }}
{{- $corsOrigins = append $corsOrigins $corsAllowedOrigin }}
{{- end }}
{{- join "," $corsOrigins }}
{{- end }}

{{- define "mlflow.tracking.env" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
{{- if and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv)) }}
- name: PGPASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ ternary (default (printf "%s-app" (include "mlflow.cnpg.name" .)) .Values.database.cnpg.existingSecret) (default (include "mlflow.database-from-values.name" .) (include "mlflow.database.existingSecret" .)) (eq (include "mlflow.database.engine" .) "cloudnative-pg") | quote }}
      key: {{ include "mlflow.database.secretKey" . | quote }}
{{- end }}
{{- if and .Values.mlflow.registry.existingSecret (not (has "MLFLOW_REGISTRY_STORE_URI" $userEnv)) }}
- name: MLFLOW_REGISTRY_STORE_URI
  valueFrom:
    secretKeyRef:
      name: {{ .Values.mlflow.registry.existingSecret | quote }}
      key: {{ .Values.mlflow.registry.existingSecretKey | quote }}
{{- end }}
{{- if and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv)) }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ include "mlflow.s3.secret" . | quote }}
      key: AWS_ACCESS_KEY_ID
{{- end }}
{{- if and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)) }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ include "mlflow.s3.secret" . | quote }}
      key: AWS_SECRET_ACCESS_KEY
{{- end }}
{{- if and (or .Values.mlflow.encryption.existingSecret .Values.mlflow.encryption.passphrase) (not (has "MLFLOW_CRYPTO_KEK_PASSPHRASE" $userEnv)) }}
- name: MLFLOW_CRYPTO_KEK_PASSPHRASE
  valueFrom:
    secretKeyRef:
      name: {{ ternary .Values.mlflow.encryption.existingSecret (include "mlflow.encryption-from-values.name" .) (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
      key: {{ ternary .Values.mlflow.encryption.existingSecretKey "passphrase" (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
{{- end }}
{{- if and (or .Values.mlflow.encryption.existingSecret .Values.mlflow.encryption.webhookKey) (not (has "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY" $userEnv)) }}
- name: MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY
  valueFrom:
    secretKeyRef:
      name: {{ ternary .Values.mlflow.encryption.existingSecret (include "mlflow.encryption-from-values.name" .) (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
      key: {{ ternary .Values.mlflow.encryption.existingSecretWebhookKey "webhook-key" (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
      optional: true
{{- end }}
{{- if and (eq .Values.auth.mode "mlflow") (not (has "MLFLOW_AUTH_ADMIN_USERNAME" $userEnv)) }}
- name: MLFLOW_AUTH_ADMIN_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ .Values.auth.mlflow.existingSecret | quote }}
      key: {{ .Values.auth.mlflow.existingSecretUsernameKey | quote }}
{{- end }}
{{- if and (eq .Values.auth.mode "mlflow") (not (has "MLFLOW_AUTH_ADMIN_PASSWORD" $userEnv)) }}
- name: MLFLOW_AUTH_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Values.auth.mlflow.existingSecret | quote }}
      key: {{ .Values.auth.mlflow.existingSecretPasswordKey | quote }}
{{- end }}
{{- if and (eq .Values.auth.mode "mlflow") (not (has "MLFLOW_FLASK_SERVER_SECRET_KEY" $userEnv)) }}
- name: MLFLOW_FLASK_SERVER_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.auth.mlflow.existingSecret | quote }}
      key: {{ .Values.auth.mlflow.existingSecretFlaskKey | quote }}
{{- end }}
{{- with .Values.mlflow.env }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end }}

{{- define "mlflow.tracking.fewestPods" -}}
{{- printf "%d" (ternary (int64 .Values.autoscaling.minReplicas) (int64 .Values.mlflow.replicaCount) .Values.autoscaling.enabled) }}
{{- end }}

{{- define "mlflow.tracking.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.mlflow.image.repository (ternary (printf ":%s" .Values.mlflow.image.tag) (printf "@%s" .Values.mlflow.image.digest) (eq .Values.mlflow.image.digest "")) }}
{{- end }}

{{- define "mlflow.tracking.kept.otherConnections" -}}
{{- printf "%d" (ternary (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) (mul (int64 .Values.mlflow.databasePool.size) 10)) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) .Values.mlflow.jobExecution) }}
{{- end }}

{{- define "mlflow.tracking.mostPods" -}}
{{- printf "%d" (ternary (int64 .Values.autoscaling.maxReplicas) (int64 .Values.mlflow.replicaCount) .Values.autoscaling.enabled) }}
{{- end }}

{{- define "mlflow.tracking.mounts" -}}
- name: tmp
  mountPath: /tmp
- name: scripts
  mountPath: /prepare
  readOnly: true
- name: server-socket
  mountPath: /run/mlflow
{{- if .Values.monitoring.enabled }}
- name: metrics
  mountPath: /run/metrics
{{- end }}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  mountPath: /run/authorities
  readOnly: true
{{- end }}
{{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
- name: given-authorities
  mountPath: /given-authorities
  readOnly: true
{{- end }}
{{- if eq .Values.auth.mode "mlflow" }}
- name: login
  mountPath: /login
  readOnly: true
{{- end }}
{{- with .Values.mlflow.extraVolumeMounts }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end }}

{{- define "mlflow.tracking.name" -}}
{{- printf "%s-tracking" (ternary (printf "%s-%s" (trunc 34 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 43)) }}
{{- end }}

{{- define "mlflow.tracking.otherConnections" -}}
{{- printf "%d" (ternary (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) (mul (add (int64 .Values.mlflow.databasePool.size) (int64 .Values.mlflow.databasePool.maxOverflow)) 10)) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) .Values.mlflow.jobExecution) }}
{{- end }}

{{- define "mlflow.tracking.pools" -}}
{{- printf "%d" (ternary (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) 1) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.tracking.stores" .))) .Values.mlflow.jobExecution) }}
{{- end }}

{{- define "mlflow.tracking.prepare.container" -}}
{{- $issuers := list }}
{{- range $extraIssuer := .Values.auth.oidc.extraIssuers }}
{{- $issuers = append $issuers (printf " 'issuer-%s=%s'" $extraIssuer.name $extraIssuer.issuerUrl) }}
{{- end }}
- name: prepare
  image: {{ include "mlflow.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.tracking.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  command:
    - sh
    - -ec
    - {{ printf "%spython /prepare/migrate.py\npython /prepare/create-bucket.py\npython /prepare/artifacts-there.py\n%s%s" (ternary "python /prepare/authorities.py /given-authorities /run/authorities/ca-certificates.crt\n" "" (not (empty (include "mlflow.tls.believed" .)))) (ternary "python /prepare/hash-users.py\n" "" (and (eq .Values.auth.mode "basic") (eq .Values.auth.basic.existingSecret ""))) (ternary (printf "python /prepare/discover.py /run/login '%s' 'people=%s'%s\n" (ternary "/login-ca/ca.crt" "" (not (empty .Values.auth.oidc.caConfigMap))) .Values.auth.oidc.issuerUrl (join "" $issuers)) "" (eq .Values.auth.mode "oidc")) | quote | replace "<no value>" "\\u003cno value>" }}
  env:
    {{- include "mlflow.tracking.env" . | nindent 4 }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: scripts
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
    {{- if eq .Values.auth.mode "basic" }}
    {{- if and (eq .Values.auth.mode "basic") (eq .Values.auth.basic.existingSecret "") }}
    - name: login
      mountPath: /login
    - name: users
      mountPath: /users
      readOnly: true
    {{- end }}
    {{- end }}
    {{- if eq .Values.auth.mode "mlflow" }}
    - name: login
      mountPath: /login
    {{- end }}
    {{- if eq .Values.auth.mode "oidc" }}
    - name: login-sockets
      mountPath: /run/login
    {{- if .Values.auth.oidc.caConfigMap }}
    - name: login-ca
      mountPath: /login-ca
      readOnly: true
    {{- end }}
    {{- end }}
    {{- with .Values.mlflow.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{- define "mlflow.tracking.restorePrograms" -}}
{{- if or .Values.restore.enabled .Values.backup.destination.bucket }}
- configMap:
    name: {{ include "mlflow.backup-catalogue-programs.name" . | quote }}
- configMap:
    name: {{ include "mlflow.backup-dump-programs.name" . | quote }}
- configMap:
    name: {{ include "mlflow.backup-copy-programs.name" . | quote }}
- configMap:
    name: {{ include "mlflow.backup-completion-programs.name" . | quote }}
- configMap:
    name: {{ include "mlflow.backup-exporter-programs.name" . | quote }}
- configMap:
    name: {{ include "mlflow.restore-programs.name" . | quote }}
{{- end }}
{{- end }}

{{- define "mlflow.tracking.secrets" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- $trackingSecrets := list }}
{{- if and (and (include "mlflow.database.existingSecret" .) (or (eq (include "mlflow.database.engine" .) "bundled") (not (has "PGPASSWORD" $userEnv)))) (not (has "PGPASSWORD" $userEnv)) }}
{{- $trackingSecrets = append $trackingSecrets (include "mlflow.database.existingSecret" .) }}
{{- end }}
{{- if and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.existingSecret) (not (has "PGPASSWORD" $userEnv)) }}
{{- $trackingSecrets = append $trackingSecrets .Values.database.cnpg.existingSecret }}
{{- end }}
{{- if and (and (include "mlflow.s3.existingSecret" .) (or (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (and (eq (include "mlflow.objectStore.engine" .) "external") (not (and (has "AWS_ACCESS_KEY_ID" $userEnv) (has "AWS_SECRET_ACCESS_KEY" $userEnv)))))) (and (not (and (has "AWS_ACCESS_KEY_ID" $userEnv) (has "AWS_SECRET_ACCESS_KEY" $userEnv))) (or (eq (include "mlflow.objectStore.inUse" .) "minio") (not (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio"))))) }}
{{- $trackingSecrets = append $trackingSecrets (include "mlflow.s3.existingSecret" .) }}
{{- end }}
{{- if and (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.existingSecret) (and (not (and (has "AWS_ACCESS_KEY_ID" $userEnv) (has "AWS_SECRET_ACCESS_KEY" $userEnv))) (eq (include "mlflow.objectStore.inUse" .) "garage")) }}
{{- $trackingSecrets = append $trackingSecrets .Values.objectStore.garage.existingSecret }}
{{- end }}
{{- if and (and (eq .Values.objectStore.migrateFrom "minio") (eq (include "mlflow.objectStore.engine" .) "external") .Values.externalS3.existingSecret) (and (not (and (has "AWS_ACCESS_KEY_ID" $userEnv) (has "AWS_SECRET_ACCESS_KEY" $userEnv))) (eq (include "mlflow.objectStore.inUse" .) "external")) }}
{{- $trackingSecrets = append $trackingSecrets .Values.externalS3.existingSecret }}
{{- end }}
{{- if and .Values.mlflow.encryption.existingSecret (not (and (has "MLFLOW_CRYPTO_KEK_PASSPHRASE" $userEnv) (has "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY" $userEnv))) }}
{{- $trackingSecrets = append $trackingSecrets .Values.mlflow.encryption.existingSecret }}
{{- end }}
{{- if and .Values.mlflow.registry.existingSecret (not (has "MLFLOW_REGISTRY_STORE_URI" $userEnv)) }}
{{- $trackingSecrets = append $trackingSecrets .Values.mlflow.registry.existingSecret }}
{{- end }}
{{- if and (and (eq .Values.auth.mode "mlflow") (not (and (has "MLFLOW_AUTH_ADMIN_USERNAME" $userEnv) (has "MLFLOW_AUTH_ADMIN_PASSWORD" $userEnv) (has "MLFLOW_FLASK_SERVER_SECRET_KEY" $userEnv)))) .Values.auth.mlflow.existingSecret }}
{{- $trackingSecrets = append $trackingSecrets .Values.auth.mlflow.existingSecret }}
{{- end }}
{{- if and (eq .Values.auth.mode "oidc") .Values.auth.oidc.existingSecret }}
{{- $trackingSecrets = append $trackingSecrets .Values.auth.oidc.existingSecret }}
{{- end }}
{{- if .Values.tls.caBundle.secret }}
{{- $trackingSecrets = append $trackingSecrets .Values.tls.caBundle.secret }}
{{- end }}
{{- join "," $trackingSecrets }}
{{- end }}

{{- define "mlflow.tracking.settings" -}}
{{- $settings := dict }}
{{- if or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host }}
{{- $_ := set $settings "MLFLOW_BACKEND_STORE_URI" "postgresql+psycopg2://" }}
{{- $_ := set $settings "PGHOST" (include "mlflow.database.servingHost" .) }}
{{- $_ := set $settings "PGPORT" (printf "%d" (ternary 5432 (ternary 5432 (int64 .Values.externalDatabase.port) (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg"))) (and (eq (include "mlflow.database.engine" .) "external") (not (empty .Values.externalDatabase.host)) .Values.externalDatabase.pooler.enabled))) }}
{{- $_ := set $settings "PGDATABASE" (ternary .Values.postgresql.auth.database (ternary .Values.database.cnpg.database .Values.externalDatabase.database (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) }}
{{- $_ := set $settings "PGUSER" (ternary .Values.postgresql.auth.username (ternary .Values.database.cnpg.owner .Values.externalDatabase.username (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) }}
{{- $_ := set $settings "PGSSLMODE" (ternary "disable" (ternary (ternary "verify-full" "disable" .Values.postgresql.tls.enabled) (ternary "verify-full" .Values.externalDatabase.sslMode (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) (and (eq (include "mlflow.database.engine" .) "external") (not (empty .Values.externalDatabase.host)) .Values.externalDatabase.pooler.enabled)) }}
{{- end }}
{{- if and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.readReplica }}
{{- $_ := set $settings "MLFLOW_READ_REPLICA_BACKEND_STORE_URI" (printf "postgresql+psycopg2://%s-ro.%s.svc.cluster.local" (include "mlflow.cnpg.name" .) .Release.Namespace) }}
{{- end }}
{{- if .Values.mlflow.registry.storeUri }}
{{- $_ := set $settings "MLFLOW_REGISTRY_STORE_URI" .Values.mlflow.registry.storeUri }}
{{- end }}
{{- $_ := set $settings "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE" (printf "%d" (int64 .Values.mlflow.databasePool.size)) }}
{{- $_ := set $settings "MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW" (printf "%d" (int64 .Values.mlflow.databasePool.maxOverflow)) }}
{{- $_ := set $settings "MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE" (printf "%d" (int64 .Values.mlflow.databasePool.recycleSeconds)) }}
{{- $_ := set $settings "PREPARE_TIMEOUT_SECONDS" (printf "%d" (int64 .Values.mlflow.migration.timeoutSeconds)) }}
{{- if and (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) .Values.externalS3.bucket) (not (eq .Values.mlflow.artifacts.mode "direct")) }}
{{- $_ := set $settings "MLFLOW_ARTIFACTS_DESTINATION" (include "mlflow.s3.uri" .) }}
{{- end }}
{{- if and (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) .Values.externalS3.bucket) (eq .Values.mlflow.artifacts.mode "direct") }}
{{- $_ := set $settings "MLFLOW_DEFAULT_ARTIFACT_ROOT" (include "mlflow.s3.uri" .) }}
{{- end }}
{{- if and (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) .Values.externalS3.bucket) (include "mlflow.s3.endpoint" .) }}
{{- $_ := set $settings "MLFLOW_S3_ENDPOINT_URL" (include "mlflow.s3.endpoint" .) }}
{{- end }}
{{- if and (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) .Values.externalS3.bucket) (include "mlflow.s3.region" .) }}
{{- $_ := set $settings "AWS_DEFAULT_REGION" (include "mlflow.s3.region" .) }}
{{- end }}
{{- if or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) (and .Values.externalS3.createBucket .Values.externalS3.bucket) }}
{{- $_ := set $settings "BUCKET" (include "mlflow.s3.bucket" .) }}
{{- end }}
{{- if and (eq .Values.objectStore.migrateFrom "minio") .Values.objectStore.finalPass }}
{{- $_ := set $settings "MOVED_TO" (include "mlflow.s3.bucket" .) }}
{{- end }}
{{- if and (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) .Values.externalS3.bucket) (not (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) (and .Values.externalS3.createBucket .Values.externalS3.bucket))) }}
{{- $_ := set $settings "STORE_BUCKET" (include "mlflow.s3.bucket" .) }}
{{- end }}
{{- if eq .Values.mlflow.artifacts.mode "presigned" }}
{{- $_ := set $settings "MLFLOW_ARTIFACTS_PRESIGNED_ONLY" (printf "%t" .Values.mlflow.artifacts.presigned.only) }}
{{- $_ := set $settings "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD" "true" }}
{{- $_ := set $settings "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD" "true" }}
{{- $_ := set $settings "MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS" (printf "%d" (int64 .Values.mlflow.artifacts.presigned.ttlSeconds)) }}
{{- end }}
{{- if and (eq .Values.mlflow.artifacts.mode "presigned") .Values.mlflow.artifacts.presigned.publicEndpoint }}
{{- $_ := set $settings "ARTIFACTS_SIGNED_FOR" .Values.mlflow.artifacts.presigned.publicEndpoint }}
{{- end }}
{{- if and (eq .Values.mlflow.artifacts.mode "presigned") (eq (include "mlflow.objectStore.inUse" .) "garage") }}
{{- $_ := set $settings "BUCKET_CORS" "true" }}
{{- end }}
{{- $_ := set $settings "MLFLOW_CRYPTO_KEK_VERSION" (printf "%d" (int64 .Values.mlflow.encryption.kekVersion)) }}
{{- if and (or .Values.restore.enabled .Values.backup.destination.bucket) (or (or (eq (include "mlflow.objectStore.inUse" .) "minio") (eq (include "mlflow.objectStore.inUse" .) "garage")) .Values.externalS3.bucket) }}
{{- $_ := set $settings "ARTIFACTS_URI" (include "mlflow.s3.uri" .) }}
{{- end }}
{{- if or .Values.objectStore.startEmpty .Values.restore.enabled }}
{{- $_ := set $settings "STORE_MAY_BE_EMPTY" "true" }}
{{- end }}
{{- if and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from)) }}
{{- $_ := set $settings "RESTORE_FROM" .Values.restore.from }}
{{- $_ := set $settings "RESTORE_OVERWRITE" .Values.restore.overwrite }}
{{- $_ := set $settings "RESTORE_REQUEST" .Values.restore.request }}
{{- end }}
{{- if include "mlflow.tls.believed" . }}
{{- $_ := set $settings "SSL_CERT_FILE" "/run/authorities/ca-certificates.crt" }}
{{- $_ := set $settings "REQUESTS_CA_BUNDLE" "/run/authorities/ca-certificates.crt" }}
{{- $_ := set $settings "AWS_CA_BUNDLE" "/run/authorities/ca-certificates.crt" }}
{{- end }}
{{- if and (include "mlflow.tls.believed" .) (regexMatch "^verify-" (ternary (ternary "verify-full" "disable" .Values.postgresql.tls.enabled) (ternary "verify-full" .Values.externalDatabase.sslMode (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled"))) }}
{{- $_ := set $settings "PGSSLROOTCERT" (ternary "/given-authorities/cnpg.crt" "/run/authorities/ca-certificates.crt" (eq (include "mlflow.database.engine" .) "cloudnative-pg")) }}
{{- end }}
{{- if .Values.monitoring.enabled }}
{{- $_ := set $settings "METRICS_FOLDER" "/run/metrics" }}
{{- end }}
{{- if and .Values.monitoring.enabled (or .Values.tls.existingSecret .Values.tls.certManager.enabled) }}
{{- $_ := set $settings "MONITORED_TRACKING" "127.0.0.1:5000" }}
{{- end }}
{{- if .Values.monitoring.enabled }}
{{- $_ := set $settings "MONITORED_DATABASE" (ternary "postgresql" "database" (eq (include "mlflow.database.engine" .) "bundled")) }}
{{- end }}
{{- if and .Values.monitoring.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host) (not (eq (ternary (ternary "verify-full" "disable" .Values.postgresql.tls.enabled) (ternary "verify-full" .Values.externalDatabase.sslMode (eq (include "mlflow.database.engine" .) "cloudnative-pg")) (eq (include "mlflow.database.engine" .) "bundled")) "disable")) }}
{{- $_ := set $settings "MONITORED_DATABASE_ADDRESS" (printf "%s:%d" (include "mlflow.database.host" .) (ternary 5432 (int64 .Values.externalDatabase.port) (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg")))) }}
{{- end }}
{{- if .Values.monitoring.enabled }}
{{- $_ := set $settings "MONITORED_STORE" (ternary "minio" (ternary "garage" "store" (eq (include "mlflow.objectStore.inUse" .) "garage")) (eq (include "mlflow.objectStore.inUse" .) "minio")) }}
{{- end }}
{{- if and (or .Values.tls.existingSecret .Values.tls.certManager.enabled) (or .Values.mlflow.jobExecution .Values.jobs.enabled) }}
{{- $_ := set $settings "MLFLOW_GATEWAY_URI" (printf "https://localhost:5000%s" .Values.mlflow.staticPrefix) }}
{{- end }}
{{- if eq .Values.auth.mode "mlflow" }}
{{- $_ := set $settings "LOGIN_SETTINGS" (printf "[mlflow]\ndefault_permission = %s\nauth_cache_ttl_seconds = %d\n" .Values.auth.mlflow.defaultPermission (int64 .Values.auth.mlflow.cacheSeconds)) }}
{{- if .Values.mlflow.staticPrefix }}
{{- $_ := set $settings "LOGIN_PREFIX" .Values.mlflow.staticPrefix }}
{{- end }}
{{- $_ := set $settings "MLFLOW_AUTH_CONFIG_PATH" "/login/basic-auth.ini" }}
{{- if .Values.auth.mlflow.workspaces }}
{{- $_ := set $settings "MLFLOW_ENABLE_WORKSPACES" "true" }}
{{- end }}
{{- end }}
{{- $_ := set $settings "MLFLOW_UVICORN_OPTS" "--timeout-keep-alive 75" }}
{{- $_ := set $settings "UVICORN_TIMEOUT_WORKER_HEALTHCHECK" "60" }}
{{- $_ := set $settings "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS" (include "mlflow.tracking.corsOrigins" .) }}
{{- $_ := set $settings "MLFLOW_SERVER_ENABLE_JOB_EXECUTION" (printf "%t" .Values.mlflow.jobExecution) }}
{{- $_ := set $settings "MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS" (printf "%t" .Values.jobs.customScorers) }}
{{- if .Values.retention.traces.archive.enabled }}
{{- $_ := set $settings "TRACE_ARCHIVAL" (printf "{\"trace_archival\": {\"enabled\": true, \"location\": \"%s\", \"retention\": \"%s\", \"interval_seconds\": %d, \"max_traces_per_pass\": %d}}" (include "mlflow.s3.uri" .) .Values.retention.traces.archive.olderThan (int64 .Values.retention.traces.archive.everySeconds) (int64 .Values.retention.traces.archive.mostAtATime)) }}
{{- end }}
{{- $_ := set $settings "MLFLOW_DISABLE_TELEMETRY" "true" }}
{{- if .Values.networkPolicy.enabled }}
{{- $_ := set $settings "MLFLOW_MODEL_CATALOG_URI" "" }}
{{- end }}
{{- $_ := set $settings "GIT_PYTHON_REFRESH" "quiet" }}
{{- $_ := set $settings "HOME" "/tmp" }}
{{- toJson $settings }}
{{- end }}

{{- define "mlflow.tracking.stores" -}}
{{- printf "%d" (ternary (add (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.database.stores" .))) 1) (atoi (regexFind "^[0-9]{1,15}$" (include "mlflow.database.stores" .))) (eq .Values.auth.mode "mlflow")) }}
{{- end }}

{{- define "mlflow.tracking.stores.container" -}}
{{- if or .Values.restore.enabled .Values.backup.destination.bucket }}
- name: stores
  image: {{ include "mlflow.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.tracking.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  command:
    - sh
    - -ec
    - {{ printf "%spython /prepare/create-bucket.py\npython /prepare/reopen.py\n" (ternary "python /prepare/authorities.py /given-authorities /run/authorities/ca-certificates.crt\n" "" (not (empty (include "mlflow.tls.believed" .)))) | quote }}
  env:
    {{- include "mlflow.tracking.env" . | nindent 4 }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: scripts
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
    {{- with .Values.mlflow.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.tracking.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.mlflow.scratchSize | quote }}
- name: scripts
  projected:
    sources:
      - configMap:
          name: {{ include "mlflow.scripts.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.login-scripts.name" . | quote }}
      {{- include "mlflow.tracking.restorePrograms" . | nindent 6 }}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  emptyDir:
    sizeLimit: 16Mi
{{- end }}
{{- if include "mlflow.tls.given" . }}
- name: given-authorities
  {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
  projected:
    {{- if or .Values.tls.caBundle.configMap .Values.tls.caBundle.secret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
    sources:
      {{- if .Values.tls.caBundle.configMap }}
      - configMap:
          name: {{ .Values.tls.caBundle.configMap | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if .Values.tls.caBundle.secret }}
      - secret:
          name: {{ .Values.tls.caBundle.secret | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: postgresql.shown
      - secret:
          name: {{ default (include "mlflow.postgresql-tls.name" .) .Values.postgresql.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: postgresql.crt
          optional: true
      {{- end }}
      {{- if and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: minio.shown
      - secret:
          name: {{ default (include "mlflow.minio-tls.name" .) .Values.minio.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: minio.crt
          optional: true
      {{- end }}
      {{- if and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled }}
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: tls.crt
              path: garage.shown
      - secret:
          name: {{ default (include "mlflow.garage-tls.name" .) .Values.objectStore.garage.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: garage.crt
          optional: true
      {{- end }}
      {{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
      - secret:
          name: {{ printf "%s-ca" (include "mlflow.cnpg.name" .) | quote }}
          items:
            - key: ca.crt
              path: cnpg.crt
      {{- end }}
    {{- end }}
  {{- end }}
{{- end }}
- name: server-socket
  emptyDir: {}
- name: proxy-config
  configMap:
    name: {{ include "mlflow.proxy.name" . | quote }}
- name: proxy-scripts
  configMap:
    name: {{ include "mlflow.proxy-scripts.name" . | quote }}
- name: proxy-tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}
- name: certificate
  secret:
    secretName: {{ default (include "mlflow.tracking-tls.name" .) .Values.tls.existingSecret | quote }}
    defaultMode: 288
    items:
      - key: tls.crt
        path: tls.crt
      - key: tls.key
        path: tls.key
{{- end }}
{{- if and .Values.jobs.enabled (or .Values.tls.existingSecret .Values.tls.certManager.enabled) }}
- name: jobs-authorities
  projected:
    sources:
      - secret:
          name: {{ default (include "mlflow.tracking-tls.name" .) .Values.tls.existingSecret | quote }}
          items:
            - key: ca.crt
              path: ca.crt
          optional: true
      {{- if .Values.tls.caBundle.configMap }}
      - configMap:
          name: {{ .Values.tls.caBundle.configMap | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
      {{- if .Values.tls.caBundle.secret }}
      - secret:
          name: {{ .Values.tls.caBundle.secret | quote }}
          items:
            - key: {{ .Values.tls.caBundle.key | quote }}
              path: bundle.crt
      {{- end }}
{{- end }}
{{- if eq .Values.auth.mode "basic" }}
- name: login-sockets
  emptyDir: {}
{{- if .Values.auth.basic.existingSecret }}
- name: login
  secret:
    secretName: {{ .Values.auth.basic.existingSecret | quote }}
    items:
      - key: {{ .Values.auth.basic.existingSecretKey | quote }}
        path: htpasswd
{{- else }}
- name: login
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
{{- end }}
{{- if not .Values.auth.basic.existingSecret }}
- name: users
  secret:
    secretName: {{ include "mlflow.users-from-values.name" . | quote }}
{{- end }}
{{- end }}
{{- if eq .Values.auth.mode "mlflow" }}
- name: login
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
{{- end }}
{{- if eq .Values.auth.mode "oidc" }}
- name: login-sockets
  emptyDir: {}
{{- if .Values.auth.oidc.caConfigMap }}
- name: login-ca
  configMap:
    name: {{ .Values.auth.oidc.caConfigMap | quote }}
{{- end }}
{{- if .Values.auth.oidc.serviceAccounts.enabled }}
- name: cluster-ca
  configMap:
    name: kube-root-ca.crt
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- end }}
{{- if .Values.monitoring.enabled }}
- name: monitor
  projected:
    sources:
      - configMap:
          name: {{ include "mlflow.monitor.name" . | quote }}
      - configMap:
          name: {{ include "mlflow.scripts.name" . | quote }}
          items:
            - key: s3_client.py
              path: s3_client.py
- name: metrics
  emptyDir:
    sizeLimit: 128Mi
{{- end }}
{{- end }}

{{- define "mlflow.transfer.copy.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.backup.copyImage.repository (ternary (printf ":%s" .Values.backup.copyImage.tag) (printf "@%s" .Values.backup.copyImage.digest) (eq .Values.backup.copyImage.digest "")) }}
{{- end }}

{{- define "mlflow.transfer.database" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- if and (or (eq (include "mlflow.database.engine" .) "cloudnative-pg") (include "mlflow.database.existingSecret" .) (include "mlflow.database.literalPassword" .)) (not (has "PGPASSWORD" $userEnv)) }}
- name: PGPASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ ternary (default (printf "%s-app" (include "mlflow.cnpg.name" .)) .Values.database.cnpg.existingSecret) (default (include "mlflow.database-from-values.name" .) (include "mlflow.database.existingSecret" .)) (eq (include "mlflow.database.engine" .) "cloudnative-pg") | quote }}
      key: {{ include "mlflow.database.secretKey" . | quote }}
{{- end }}
{{- end }}

{{- define "mlflow.transfer.database.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.postgresql.image.repository (ternary (printf ":%s" .Values.postgresql.image.tag) (printf "@%s" .Values.postgresql.image.digest) (eq .Values.postgresql.image.digest "")) }}
{{- end }}

{{- define "mlflow.transfer.destination" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- if and .Values.backup.destination.existingSecret (not (has "BACKUP_ACCESS_KEY_ID" $userEnv)) }}
- name: BACKUP_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .Values.backup.destination.existingSecret | quote }}
      key: AWS_ACCESS_KEY_ID
{{- end }}
{{- if and .Values.backup.destination.existingSecret (not (has "BACKUP_SECRET_ACCESS_KEY" $userEnv)) }}
- name: BACKUP_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.backup.destination.existingSecret | quote }}
      key: AWS_SECRET_ACCESS_KEY
{{- end }}
{{- end }}

{{- define "mlflow.transfer.keys" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- if and (or .Values.mlflow.encryption.existingSecret .Values.mlflow.encryption.passphrase) (not (has "MLFLOW_CRYPTO_KEK_PASSPHRASE" $userEnv)) }}
- name: MLFLOW_CRYPTO_KEK_PASSPHRASE
  valueFrom:
    secretKeyRef:
      name: {{ ternary .Values.mlflow.encryption.existingSecret (include "mlflow.encryption-from-values.name" .) (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
      key: {{ ternary .Values.mlflow.encryption.existingSecretKey "passphrase" (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
{{- end }}
{{- if and (or .Values.mlflow.encryption.existingSecret .Values.mlflow.encryption.webhookKey) (not (has "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY" $userEnv)) }}
- name: MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY
  valueFrom:
    secretKeyRef:
      name: {{ ternary .Values.mlflow.encryption.existingSecret (include "mlflow.encryption-from-values.name" .) (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
      key: {{ ternary .Values.mlflow.encryption.existingSecretWebhookKey "webhook-key" (not (empty .Values.mlflow.encryption.existingSecret)) | quote }}
      optional: true
{{- end }}
{{- end }}

{{- define "mlflow.transfer.mlflow.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) .Values.mlflow.image.repository (ternary (printf ":%s" .Values.mlflow.image.tag) (printf "@%s" .Values.mlflow.image.digest) (eq .Values.mlflow.image.digest "")) }}
{{- end }}

{{- define "mlflow.transfer.postgresql.image" -}}
{{- printf "%s%s%s" (ternary "" (printf "%s/" .Values.global.imageRegistry) (eq .Values.global.imageRegistry "")) (include "mlflow.backup.imageRepository" .) (ternary (printf ":%s" (include "mlflow.backup.imageTag" .)) (printf "@%s" (include "mlflow.backup.imageDigest" .)) (eq (include "mlflow.backup.imageDigest" .) "")) }}
{{- end }}

{{- define "mlflow.transfer.store" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- if and (include "mlflow.s3.keys" .) (not (has "AWS_ACCESS_KEY_ID" $userEnv)) }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ include "mlflow.s3.secret" . | quote }}
      key: AWS_ACCESS_KEY_ID
{{- end }}
{{- if and (include "mlflow.s3.keys" .) (not (has "AWS_SECRET_ACCESS_KEY" $userEnv)) }}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef:
      name: {{ include "mlflow.s3.secret" . | quote }}
      key: AWS_SECRET_ACCESS_KEY
{{- end }}
{{- end }}

{{- define "mlflow.twins" -}}
{{- $userEnv := list }}
{{- range $envItem := .Values.mlflow.env }}
{{- $userEnv = append $userEnv $envItem.name }}
{{- end }}
{{- $ingressSecrets := list }}
{{- range $tlsItem := .Values.mlflow.ingress.tls }}
{{- $ingressSecrets = append $ingressSecrets $tlsItem.secretName }}
{{- end }}
{{- $objects := list }}
{{- if include "mlflow.database.literalPassword" . }}
{{- $objects = append $objects (printf "v1 Secret %s/%s" .Release.Namespace (include "mlflow.database-from-values.name" .)) }}
{{- end }}
{{- if include "mlflow.s3.literalKeyId" . }}
{{- $objects = append $objects (printf "v1 Secret %s/%s" .Release.Namespace (include "mlflow.s3-from-values.name" .)) }}
{{- end }}
{{- if include "mlflow.s3.garage.literalKeyId" . }}
{{- $objects = append $objects (printf "v1 Secret %s/%s" .Release.Namespace (include "mlflow.garage-from-values.name" .)) }}
{{- end }}
{{- if and (eq .Values.objectStore.migrateFrom "minio") (include "mlflow.s3.external.literalKeyId" .) }}
{{- $objects = append $objects (printf "v1 Secret %s/%s" .Release.Namespace (include "mlflow.s3-target-from-values.name" .)) }}
{{- end }}
{{- if and (eq .Values.mlflow.encryption.existingSecret "") (or .Values.mlflow.encryption.passphrase .Values.mlflow.encryption.webhookKey) }}
{{- $objects = append $objects (printf "v1 Secret %s/%s" .Release.Namespace (include "mlflow.encryption-from-values.name" .)) }}
{{- end }}
{{- if .Values.tls.certManager.enabled }}
{{- $objects = append $objects (printf "cert-manager.io/v1 Certificate %s/%s" .Release.Namespace (include "mlflow.tracking-tls.name" .)) }}
{{- end }}
{{- if and .Values.tls.certManager.enabled (and (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled) (eq .Values.postgresql.tls.existingSecret "")) }}
{{- $objects = append $objects (printf "cert-manager.io/v1 Certificate %s/%s" .Release.Namespace (include "mlflow.postgresql-tls.name" .)) }}
{{- end }}
{{- if and .Values.tls.certManager.enabled (and (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled) (eq .Values.minio.tls.existingSecret "")) }}
{{- $objects = append $objects (printf "cert-manager.io/v1 Certificate %s/%s" .Release.Namespace (include "mlflow.minio-tls.name" .)) }}
{{- end }}
{{- if and .Values.tls.certManager.enabled (and (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled) (eq .Values.objectStore.garage.tls.existingSecret "")) }}
{{- $objects = append $objects (printf "cert-manager.io/v1 Certificate %s/%s" .Release.Namespace (include "mlflow.garage-tls.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (include "mlflow.database.existingSecret" .) (or (eq (include "mlflow.database.engine" .) "bundled") (not (has "PGPASSWORD" $userEnv)))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.database.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.owner.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.backup.barmanObjectStore.destinationPath) .Values.database.cnpg.backup.barmanObjectStore.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.cnpg-backup.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.backup.barmanObjectStore.destinationPath) .Values.database.cnpg.backup.barmanObjectStore.endpointCA.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.cnpg-backup-authority.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.recovery.enabled .Values.database.cnpg.recovery.barmanObjectStore.destinationPath) .Values.database.cnpg.recovery.barmanObjectStore.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.cnpg-recovery.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.recovery.enabled .Values.database.cnpg.recovery.barmanObjectStore.destinationPath) .Values.database.cnpg.recovery.barmanObjectStore.endpointCA.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.cnpg-recovery-authority.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (include "mlflow.s3.existingSecret" .) (or (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (and (eq (include "mlflow.objectStore.engine" .) "external") (not (and (has "AWS_ACCESS_KEY_ID" $userEnv) (has "AWS_SECRET_ACCESS_KEY" $userEnv)))))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.s3.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.garage.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (eq .Values.objectStore.migrateFrom "minio") (eq (include "mlflow.objectStore.engine" .) "external") .Values.externalS3.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.s3-target.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and .Values.mlflow.encryption.existingSecret (not (and (has "MLFLOW_CRYPTO_KEK_PASSPHRASE" $userEnv) (has "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY" $userEnv)))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.encryption.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and .Values.mlflow.registry.existingSecret (not (has "MLFLOW_REGISTRY_STORE_URI" $userEnv))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.registry.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (eq .Values.auth.mode "basic") .Values.auth.basic.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.users.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and (eq .Values.auth.mode "mlflow") (not (and (has "MLFLOW_AUTH_ADMIN_USERNAME" $userEnv) (has "MLFLOW_AUTH_ADMIN_PASSWORD" $userEnv) (has "MLFLOW_FLASK_SERVER_SECRET_KEY" $userEnv)))) .Values.auth.mlflow.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.login.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (eq .Values.auth.mode "oidc") .Values.auth.oidc.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.oidc.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and .Values.backup.destination.existingSecret (or (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.restore.enabled)) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.backup.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from))) .Values.restore.existingSecret) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.restore.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and .Values.smokeTest.enabled .Values.smokeTest.existingSecret) (or (eq .Values.auth.mode "basic") (eq .Values.auth.mode "mlflow"))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.smoke-test.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and .Values.smokeTest.enabled .Values.smokeTest.existingSecret) (eq .Values.auth.mode "oidc")) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.smoke-test-token.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and .Values.tls.existingSecret .Values.externalSecrets.ingressCertificates (not (and .Values.mlflow.ingress.enabled (has .Values.tls.existingSecret $ingressSecrets)))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.server-certificate.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and .Values.postgresql.tls.existingSecret (and (eq (include "mlflow.database.engine" .) "bundled") .Values.postgresql.tls.enabled)) .Values.externalSecrets.ingressCertificates (not (and .Values.mlflow.ingress.enabled (has .Values.postgresql.tls.existingSecret $ingressSecrets)))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.postgresql-certificate.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and .Values.minio.tls.existingSecret (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) .Values.minio.tls.enabled)) .Values.externalSecrets.ingressCertificates (not (and .Values.mlflow.ingress.enabled (has .Values.minio.tls.existingSecret $ingressSecrets)))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.minio-certificate.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled (and (and .Values.objectStore.garage.tls.existingSecret (and (eq (include "mlflow.objectStore.engine" .) "garage") .Values.objectStore.garage.tls.enabled)) .Values.externalSecrets.ingressCertificates (not (and .Values.mlflow.ingress.enabled (has .Values.objectStore.garage.tls.existingSecret $ingressSecrets)))) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.garage-certificate.name" .)) }}
{{- end }}
{{- if and .Values.externalSecrets.enabled .Values.tls.caBundle.secret }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s" .Release.Namespace (include "mlflow.authorities.name" .)) }}
{{- end }}
{{- range $tlsItem := .Values.mlflow.ingress.tls }}
{{- if and $.Values.externalSecrets.enabled (and $.Values.externalSecrets.ingressCertificates $.Values.mlflow.ingress.enabled) }}
{{- $objects = append $objects (printf "external-secrets.io/v1 ExternalSecret %s/%s-%s" $.Release.Namespace (include "mlflow.certificate.name" $) (trunc 8 (sha256sum $tlsItem.secretName))) }}
{{- end }}
{{- end }}
{{- if and (eq .Values.auth.mode "basic") (eq .Values.auth.basic.existingSecret "") }}
{{- $objects = append $objects (printf "v1 Secret %s/%s" .Release.Namespace (include "mlflow.users-from-values.name" .)) }}
{{- end }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.proxy.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.proxy-scripts.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.metrics.name" .)) }}
{{- if .Values.monitoring.enabled }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.monitor.name" .)) }}
{{- end }}
{{- if eq (include "mlflow.database.engine" .) "bundled" }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.postgresql.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.postgresql.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.postgresql-headless.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 StatefulSet %s/%s" .Release.Namespace (include "mlflow.postgresql.name" .)) }}
{{- end }}
{{- if eq (include "mlflow.database.engine" .) "cloudnative-pg" }}
{{- $objects = append $objects (printf "postgresql.cnpg.io/v1 Cluster %s/%s" .Release.Namespace (include "mlflow.cnpg.name" .)) }}
{{- end }}
{{- if and (eq (include "mlflow.database.engine" .) "cloudnative-pg") (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") (or .Values.database.cnpg.backup.barmanObjectStore.destinationPath .Values.database.cnpg.backup.plugin.objectStore)) }}
{{- $objects = append $objects (printf "postgresql.cnpg.io/v1 ScheduledBackup %s/%s" .Release.Namespace (include "mlflow.cnpg-backup.name" .)) }}
{{- end }}
{{- if and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.pooler.enabled }}
{{- $objects = append $objects (printf "postgresql.cnpg.io/v1 Pooler %s/%s" .Release.Namespace (include "mlflow.cnpg-pooler.name" .)) }}
{{- $objects = append $objects (printf "policy/v1 PodDisruptionBudget %s/%s" .Release.Namespace (include "mlflow.cnpg-pooler.name" .)) }}
{{- end }}
{{- if and (eq (include "mlflow.database.engine" .) "external") .Values.externalDatabase.host .Values.externalDatabase.pooler.enabled }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.pooler.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.pooler.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.pooler.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 Deployment %s/%s" .Release.Namespace (include "mlflow.pooler.name" .)) }}
{{- $objects = append $objects (printf "policy/v1 PodDisruptionBudget %s/%s" .Release.Namespace (include "mlflow.pooler.name" .)) }}
{{- end }}
{{- if or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio") }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.minio.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.minio.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.minio-headless.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 StatefulSet %s/%s" .Release.Namespace (include "mlflow.minio.name" .)) }}
{{- end }}
{{- if eq (include "mlflow.objectStore.engine" .) "garage" }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.garage.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.garage.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.garage-headless.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 StatefulSet %s/%s" .Release.Namespace (include "mlflow.garage.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.garage-programs.name" .)) }}
{{- end }}
{{- if or (and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled")) (and .Values.restore.enabled (regexMatch ":" .Values.restore.from)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.point-in-time-programs.name" .)) }}
{{- end }}
{{- if and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled") }}
{{- $objects = append $objects (printf "apps/v1 Deployment %s/%s" .Release.Namespace (include "mlflow.wal-archive.name" .)) }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.base-backup.name" .)) }}
{{- end }}
{{- if eq .Values.objectStore.migrateFrom "minio" }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.moving.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.moving.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.moving-programs.name" .)) }}
{{- $objects = append $objects (printf "batch/v1 Job %s/%s-%s" .Release.Namespace (include "mlflow.moving.name" .) (trunc 8 (sha256sum (printf "%s%s%s%s" (toJson (fromYamlArray (include "mlflow.moving.initContainers" .))) (toJson (fromYamlArray (include "mlflow.moving.containers" .))) (toJson (fromYamlArray (include "mlflow.moving.volumes" .))) (toJson (fromYamlArray (include "mlflow.moving.others" .))))))) }}
{{- end }}
{{- if or (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.restore.enabled }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.backup.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.backup.name" .)) }}
{{- end }}
{{- if or (or (or .Values.restore.enabled .Values.backup.destination.bucket) (eq .Values.objectStore.migrateFrom "minio")) (or .Values.retention.gc.enabled .Values.retention.traces.enabled .Values.retention.lifecycle.enabled .Values.retention.database.enabled) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.backup-catalogue-programs.name" .)) }}
{{- end }}
{{- if or (or .Values.restore.enabled .Values.backup.destination.bucket) (eq .Values.objectStore.migrateFrom "minio") }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.backup-dump-programs.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.backup-copy-programs.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.backup-completion-programs.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.backup-exporter-programs.name" .)) }}
{{- end }}
{{- if and .Values.backup.enabled .Values.backup.destination.bucket }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.backup.name" .)) }}
{{- end }}
{{- if and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.rehearsal.enabled }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.backup-rehearsal.name" .)) }}
{{- end }}
{{- if and .Values.backup.enabled .Values.backup.destination.bucket }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.backup-exporter.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 Deployment %s/%s" .Release.Namespace (include "mlflow.backup-exporter.name" .)) }}
{{- end }}
{{- if or .Values.restore.enabled .Values.backup.destination.bucket }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.restore-programs.name" .)) }}
{{- end }}
{{- if and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from)) }}
{{- $objects = append $objects (printf "batch/v1 Job %s/%s-%s" .Release.Namespace (include "mlflow.restore.name" .) (trunc 8 (sha256sum (printf "%s%s%s%s" (toJson (fromYamlArray (include "mlflow.restore.initContainers" .))) (toJson (fromYamlArray (include "mlflow.restore.containers" .))) (toJson (fromYamlArray (include "mlflow.restore.volumes" .))) (toJson (fromYamlArray (include "mlflow.restore.others" .))))))) }}
{{- end }}
{{- if or .Values.retention.gc.enabled .Values.retention.traces.enabled .Values.retention.lifecycle.enabled .Values.retention.database.enabled }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.retention.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.retention.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.retention-programs.name" .)) }}
{{- end }}
{{- if .Values.retention.gc.enabled }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.retention-gc.name" .)) }}
{{- end }}
{{- if .Values.retention.traces.enabled }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.retention-traces.name" .)) }}
{{- end }}
{{- if .Values.retention.lifecycle.enabled }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.retention-lifecycle.name" .)) }}
{{- end }}
{{- if .Values.retention.database.enabled }}
{{- $objects = append $objects (printf "batch/v1 CronJob %s/%s" .Release.Namespace (include "mlflow.retention-database.name" .)) }}
{{- end }}
{{- if .Values.mlflow.serviceAccount.create }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.scripts.name" .)) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.login-scripts.name" .)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 Deployment %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- if .Values.mlflow.podDisruptionBudget.enabled }}
{{- $objects = append $objects (printf "policy/v1 PodDisruptionBudget %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if .Values.jobs.enabled }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.jobs.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 Deployment %s/%s" .Release.Namespace (include "mlflow.jobs.name" .)) }}
{{- end }}
{{- if and .Values.autoscaling.enabled (eq .Values.autoscaling.engine "hpa") }}
{{- $objects = append $objects (printf "autoscaling/v2 HorizontalPodAutoscaler %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if and .Values.autoscaling.enabled (eq .Values.autoscaling.engine "keda") }}
{{- $objects = append $objects (printf "keda.sh/v1alpha1 ScaledObject %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if .Values.mlflow.ingress.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 Ingress %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if and .Values.mlflow.ingress.enabled (and (or .Values.tls.existingSecret .Values.tls.certManager.enabled) (eq .Values.mlflow.ingress.controller "traefik")) }}
{{- $objects = append $objects (printf "traefik.io/v1alpha1 ServersTransport %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if .Values.mlflow.gateway.enabled }}
{{- $objects = append $objects (printf "gateway.networking.k8s.io/v1 HTTPRoute %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if and .Values.mlflow.gateway.enabled (or .Values.tls.existingSecret .Values.tls.certManager.enabled) }}
{{- $objects = append $objects (printf "gateway.networking.k8s.io/v1 BackendTLSPolicy %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if .Values.doctor.enabled }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.doctor-programs.name" .)) }}
{{- $objects = append $objects (printf "batch/v1 Job %s/%s-%s" .Release.Namespace (include "mlflow.doctor.name" .) (trunc 8 (sha256sum (printf "%s%s%s%s" (toJson (fromYamlArray (include "mlflow.doctor.initContainers" .))) (toJson (fromYamlArray (include "mlflow.doctor.containers" .))) (toJson (fromYamlArray (include "mlflow.doctor.volumes" .))) (toJson (fromYamlArray (include "mlflow.doctor.others" .))))))) }}
{{- end }}
{{- if and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host) }}
{{- $objects = append $objects (printf "v1 ServiceAccount %s/%s" .Release.Namespace (include "mlflow.database-exporter.name" .)) }}
{{- $objects = append $objects (printf "apps/v1 Deployment %s/%s" .Release.Namespace (include "mlflow.database-exporter.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator")) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 ServiceMonitor %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled .Values.jobs.enabled }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.jobs-metrics.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and .Values.jobs.enabled (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator"))) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 ServiceMonitor %s/%s" .Release.Namespace (include "mlflow.jobs.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.database-exporter-metrics.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator"))) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 ServiceMonitor %s/%s" .Release.Namespace (include "mlflow.database-exporter.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (not .Values.objectStore.finalPass)) }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.minio-metrics.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (not .Values.objectStore.finalPass)) (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator"))) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 ServiceMonitor %s/%s" .Release.Namespace (include "mlflow.minio.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (eq (include "mlflow.objectStore.engine" .) "garage") }}
{{- $objects = append $objects (printf "v1 Service %s/%s" .Release.Namespace (include "mlflow.garage-metrics.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and (eq (include "mlflow.objectStore.engine" .) "garage") (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator"))) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 ServiceMonitor %s/%s" .Release.Namespace (include "mlflow.garage.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket) (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator"))) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 ServiceMonitor %s/%s" .Release.Namespace (include "mlflow.backup-exporter.name" .)) }}
{{- end }}
{{- if and .Values.monitoring.enabled .Values.monitoring.dashboard.enabled }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.dashboard.name" .)) }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator")) }}
{{- $objects = append $objects (printf "monitoring.coreos.com/v1 PrometheusRule %s/%s" .Release.Namespace (include "mlflow.alerts.name" .)) }}
{{- end }}
{{- if and (and .Values.monitoring.enabled .Values.monitoring.alerts.enabled) (not (and .Values.monitoring.enabled (eq .Values.monitoring.mode "operator"))) }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.alerts.name" .)) }}
{{- end }}
{{- if .Values.networkPolicy.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.default-deny.name" .)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.ingressControllers }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-from-ingress-controllers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.clients }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-from-clients.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.monitoring }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.externalCidrs.database }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.externalCidrs.s3 }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration) .Values.networkPolicy.externalCidrs.backups) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq .Values.auth.mode "oidc") .Values.networkPolicy.externalCidrs.issuers) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-issuers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and (eq .Values.auth.mode "oidc") .Values.auth.oidc.serviceAccounts.enabled) .Values.networkPolicy.externalCidrs.serviceAccounts) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-service-accounts.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.externalCidrs.webhooks }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-webhooks.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.networkPolicy.externalCidrs.modelProviders }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.tracking-to-model-providers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.jobs.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled .Values.networkPolicy.monitoring) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled (and (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.backup.beforeMigration) .Values.networkPolicy.externalCidrs.backups)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled (and (eq .Values.auth.mode "oidc") .Values.networkPolicy.externalCidrs.issuers)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-issuers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled (and (and (eq .Values.auth.mode "oidc") .Values.auth.oidc.serviceAccounts.enabled) .Values.networkPolicy.externalCidrs.serviceAccounts)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-service-accounts.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled .Values.networkPolicy.externalCidrs.webhooks) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-webhooks.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.jobs.enabled .Values.networkPolicy.externalCidrs.modelProviders) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.jobs-to-model-providers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (eq (include "mlflow.database.engine" .) "bundled") }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.postgresql.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "bundled") (and (and .Values.restore.enabled (regexMatch ":" .Values.restore.from)) .Values.networkPolicy.externalCidrs.backups)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.postgresql-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (eq (include "mlflow.database.engine" .) "cloudnative-pg") }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.networkPolicy.databaseOperator) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-from-database-operator.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") (and .Values.database.cnpg.monitoring.enabled .Values.networkPolicy.monitoring)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.networkPolicy.externalCidrs.kubernetes) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-to-kubernetes.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") (and (or (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") (or .Values.database.cnpg.backup.barmanObjectStore.destinationPath .Values.database.cnpg.backup.plugin.objectStore)) (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.recovery.enabled)) .Values.networkPolicy.externalCidrs.databaseBackups)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-to-database-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.pooler.enabled) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-pooler.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.pooler.enabled) (and .Values.database.cnpg.monitoring.enabled .Values.networkPolicy.monitoring)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-pooler-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.database.cnpg.pooler.enabled) .Values.networkPolicy.externalCidrs.kubernetes) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.cnpg-pooler-to-kubernetes.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.database.engine" .) "external") .Values.externalDatabase.host .Values.externalDatabase.pooler.enabled) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.pooler.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and (eq (include "mlflow.database.engine" .) "external") .Values.externalDatabase.host .Values.externalDatabase.pooler.enabled) .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.pooler-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.minio.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (and (and (or (eq .Values.mlflow.artifacts.mode "direct") (eq .Values.mlflow.artifacts.mode "presigned")) (not .Values.objectStore.finalPass)) .Values.networkPolicy.clients)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.minio-from-clients.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (and (and (eq .Values.mlflow.artifacts.mode "presigned") .Values.mlflow.artifacts.presigned.publicEndpoint (not .Values.objectStore.finalPass)) .Values.networkPolicy.ingressControllers)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.minio-from-ingress-controllers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (or (eq (include "mlflow.objectStore.engine" .) "minio") (eq .Values.objectStore.migrateFrom "minio")) (and (and .Values.monitoring.enabled (not .Values.objectStore.finalPass)) .Values.networkPolicy.monitoring)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.minio-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (eq (include "mlflow.objectStore.engine" .) "garage") }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.garage.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.objectStore.engine" .) "garage") (and (or (eq .Values.mlflow.artifacts.mode "direct") (eq .Values.mlflow.artifacts.mode "presigned")) .Values.networkPolicy.clients)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.garage-from-clients.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.objectStore.engine" .) "garage") (and (and (eq .Values.mlflow.artifacts.mode "presigned") .Values.mlflow.artifacts.presigned.publicEndpoint) .Values.networkPolicy.ingressControllers)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.garage-from-ingress-controllers.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq (include "mlflow.objectStore.engine" .) "garage") (and .Values.monitoring.enabled .Values.networkPolicy.monitoring)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.garage-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (eq .Values.objectStore.migrateFrom "minio") }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.moving.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (eq .Values.objectStore.migrateFrom "minio") (and (not (eq (include "mlflow.objectStore.engine" .) "garage")) .Values.networkPolicy.externalCidrs.s3)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.moving-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.backup.enabled .Values.backup.destination.bucket) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.networkPolicy.externalCidrs.backups) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.backup.enabled .Values.backup.destination.bucket) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup-exporter.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.networkPolicy.monitoring) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup-exporter-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket) .Values.networkPolicy.externalCidrs.backups) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.backup-exporter-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from))) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.restore.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from))) .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.restore-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from))) .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.restore-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.restore.enabled (not (regexMatch ":" .Values.restore.from))) .Values.networkPolicy.externalCidrs.backups) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.restore-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.retention.gc.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.gc.enabled .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.gc.enabled .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.gc.enabled (and (and (or .Values.retention.gc.enabled .Values.retention.traces.enabled .Values.retention.lifecycle.enabled) (and .Values.backup.enabled .Values.backup.destination.bucket)) .Values.networkPolicy.externalCidrs.backups)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.retention.traces.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-traces.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.traces.enabled .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-traces-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.traces.enabled .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-traces-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.traces.enabled (and (and (or .Values.retention.gc.enabled .Values.retention.traces.enabled .Values.retention.lifecycle.enabled) (and .Values.backup.enabled .Values.backup.destination.bucket)) .Values.networkPolicy.externalCidrs.backups)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-traces-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.retention.lifecycle.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-lifecycle.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.lifecycle.enabled .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-lifecycle-to-s3.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.lifecycle.enabled (and (and (or .Values.retention.gc.enabled .Values.retention.traces.enabled .Values.retention.lifecycle.enabled) (and .Values.backup.enabled .Values.backup.destination.bucket)) .Values.networkPolicy.externalCidrs.backups)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-lifecycle-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.retention.database.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.retention.database.enabled .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.retention-database-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled")) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.wal-archive.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled")) .Values.networkPolicy.externalCidrs.backups) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.wal-archive-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled")) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.base-backup.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.backup.enabled .Values.backup.destination.bucket .Values.backup.pointInTime.enabled (eq (include "mlflow.database.engine" .) "bundled")) .Values.networkPolicy.externalCidrs.backups) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.base-backup-to-backups.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.database-exporter.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) .Values.networkPolicy.monitoring) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.database-exporter-from-monitoring.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and (and .Values.monitoring.enabled .Values.monitoring.databaseExporter.enabled (or (eq (include "mlflow.database.engine" .) "bundled") (eq (include "mlflow.database.engine" .) "cloudnative-pg") .Values.externalDatabase.host)) .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.database-exporter-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled .Values.doctor.enabled }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.doctor.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.doctor.enabled .Values.networkPolicy.externalCidrs.database) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.doctor-to-database.name" .)) }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (and .Values.doctor.enabled .Values.networkPolicy.externalCidrs.s3) }}
{{- $objects = append $objects (printf "networking.k8s.io/v1 NetworkPolicy %s/%s" .Release.Namespace (include "mlflow.doctor-to-s3.name" .)) }}
{{- end }}
{{- range $extraObject := .Values.extraObjects }}
{{- $objects = append $objects (printf "%s %s %s/%s" $extraObject.apiVersion $extraObject.kind (default $.Release.Namespace (default "" $extraObject.metadata.namespace)) $extraObject.metadata.name) }}
{{- end }}
{{- if .Values.clients.configMap }}
{{- $objects = append $objects (printf "v1 ConfigMap %s/%s" .Release.Namespace (include "mlflow.clients.name" .)) }}
{{- end }}
{{- if .Values.smokeTest.enabled }}
{{- $objects = append $objects (printf "v1 Pod %s/%s" .Release.Namespace (include "mlflow.smoke-test.name" .)) }}
{{- end }}
{{- include "mlflow.repeated" $objects }}
{{- end }}

{{- define "mlflow.users-from-values.name" -}}
{{- printf "%s-users-from-values" (ternary (printf "%s-%s" (trunc 25 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 34)) }}
{{- end }}

{{- define "mlflow.users.name" -}}
{{- printf "%s-users" (ternary (printf "%s-%s" (trunc 37 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 46)) }}
{{- end }}

{{- define "mlflow.verifier.container" -}}
{{- if eq .Values.auth.mode "basic" }}
- name: verifier
  image: {{ include "mlflow.proxy.image" . | quote }}
  imagePullPolicy: {{ .Values.proxy.image.pullPolicy | quote }}
  command:
    - sh
    - -e
    - /etc/mlflow-proxy-scripts/start-verifier.sh
  lifecycle:
    preStop:
      exec:
        command:
          - sh
          - -ec
          - {{ printf "sleep %d; while [ -e /run/login/proxy ]; do sleep 1; done" (int64 .Values.mlflow.drainSeconds) | quote }}
  {{- with .Values.proxy.verifier.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.mlflow.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: proxy-config
      mountPath: /etc/mlflow-proxy
      readOnly: true
    - name: proxy-scripts
      mountPath: /etc/mlflow-proxy-scripts
      readOnly: true
    - name: proxy-tmp
      mountPath: /tmp
    - name: login-sockets
      mountPath: /run/login
    - name: login
      mountPath: /login
      readOnly: true
{{- end }}
{{- end }}

{{- define "mlflow.wal-archive-to-backups.name" -}}
{{- printf "%s-wal-archive-to-backups" (ternary (printf "%s-%s" (trunc 20 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 29)) }}
{{- end }}

{{- define "mlflow.wal-archive.authorities" -}}
{{- if include "mlflow.tls.believed" . }}
- name: authorities
  image: {{ include "mlflow.transfer.mlflow.image" . | quote }}
  imagePullPolicy: {{ .Values.mlflow.image.pullPolicy | quote }}
  command:
    - python
    - /prepare/authorities.py
    - /given-authorities
    - /run/authorities/ca-certificates.crt
  envFrom:
    - configMapRef:
        name: {{ include "mlflow.backup.name" . | quote }}
    {{- with .Values.mlflow.envFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.mlflow.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.backup.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: backup-programs
      mountPath: /prepare
      readOnly: true
    {{- if include "mlflow.tls.believed" . }}
    - name: authorities
      mountPath: /run/authorities
    {{- end }}
    {{- if include "mlflow.tls.given" . }}
    - name: given-authorities
      mountPath: /given-authorities
      readOnly: true
    {{- end }}
{{- end }}
{{- end }}

{{- define "mlflow.wal-archive.name" -}}
{{- printf "%s-wal-archive" (ternary (printf "%s-%s" (trunc 31 (include "mlflow.base" .)) (trunc 8 (sha256sum (include "mlflow.base" .)))) (include "mlflow.base" .) (gt (len (include "mlflow.base" .)) 40)) }}
{{- end }}
