{{/* What tells the pods of this release from others. */}}
{{- define "emkd.labels" -}}
app.kubernetes.io/name: {{ .Release.Name }}
{{- end }}

{{/* A variable of the environment from a ConfigMap or Secret: list of its name, "configMap" or "secret", whose name, key, and whether it may be absent. */}}
{{- define "emkd.from" -}}
{{- $kind := index . 1 }}
- name: {{ index . 0 }}
  valueFrom:
    {{ $kind }}KeyRef:
      name: {{ index . 2 }}
      key: {{ index . 3 }}
      {{- if index . 4 }}
      optional: true
      {{- end }}
{{- end }}

{{/* What the pods of every workload have in common: dict of root, component, image, device, roles (or empty), part (its values). */}}
{{- define "emkd.pod" -}}
{{- $values := .root.Values }}
metadata:
  labels:
    {{- include "emkd.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  serviceAccountName: {{ .root.Release.Name }}
  automountServiceAccountToken: false
  # Else a Service of the name emkd sets EMKD_PORT to tcp://..., which is no port.
  enableServiceLinks: false
  terminationGracePeriodSeconds: 60
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- if eq .component "serving" }}
  {{- if eq $values.mode "shared" }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "emkd.labels" $.root | nindent 10 }}
          app.kubernetes.io/component: serving
    {{- end }}
  {{- end }}
  {{- end }}
  {{- with .part.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: emkd
      image: {{ .image }}:{{ $values.image.tag | default .root.Chart.AppVersion }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args: [serve]
      env:
        {{- if eq $values.mode "shared" }}
        {{- range list
          (list "EMKD_DATABASE_URL" "configMap" $values.store.configMap "database-url" false)
          (list "EMKD_DATABASE_USER" "secret" $values.store.databaseSecret "username" false)
          (list "EMKD_DATABASE_PASSWORD" "secret" $values.store.databaseSecret "password" false)
          (list "EMKD_SHARED_DIR" "configMap" $values.store.configMap "shared-dir" false)
          (list "EMKD_S3_ENDPOINT" "configMap" $values.store.configMap "s3-endpoint" true)
          (list "EMKD_S3_REGION" "configMap" $values.store.configMap "s3-region" true)
          (list "AWS_ACCESS_KEY_ID" "secret" $values.store.s3Secret "access-key-id" true)
          (list "AWS_SECRET_ACCESS_KEY" "secret" $values.store.s3Secret "secret-access-key" true) }}
        {{- include "emkd.from" . | nindent 8 }}
        {{- end }}
        {{- end }}
        # Within the pod's network; who comes in is the NetworkPolicy's to say, and TLS's where it is on.
        - name: EMKD_HOST
          value: 0.0.0.0
        - name: EMKD_INSECURE
          value: {{ not $values.tls.certManager | quote }}
        - name: EMKD_METRICS_HOST
          value: 0.0.0.0
        - name: EMKD_DATA_DIR
          value: /var/lib/emkd
        - name: EMKD_LAME_DUCK
          value: {{ $values.lameDuck }}
        {{- with .roles }}
        - name: EMKD_ROLES
          value: {{ . }}
        {{- end }}
        - name: EMKD_DEVICE
          value: {{ .device }}
        {{- if hasKey .part "trainingThreads" }}
        - name: EMKD_TRAINING_THREADS
          value: {{ .part.trainingThreads | quote }}
        {{- end }}
        - name: EMKD_JAVA_OPTIONS
          value: {{ .part.javaOptions }}
        {{- if $values.tls.certManager }}
        - name: EMKD_TLS_CERTIFICATE
          value: /etc/emkd/tls/tls.crt
        - name: EMKD_TLS_KEY
          value: /etc/emkd/tls/tls.key
        {{- end }}
        {{- if $values.tokens.secret }}
        - name: EMKD_TOKENS
          value: /etc/emkd/tokens/callers.yaml
        {{- end }}
        {{- range $name, $value := $values.settings }}
        - name: {{ $name }}
          value: {{ $value | quote }}
        {{- end }}
      ports:
        - name: grpc
          containerPort: 50051
        - name: http
          containerPort: 8501
        - name: metrics
          containerPort: 9464
      startupProbe:
        httpGet: {path: /health/liveness, port: metrics}
        periodSeconds: 2
        failureThreshold: 90
      livenessProbe:
        httpGet: {path: /health/liveness, port: metrics}
        periodSeconds: 10
        timeoutSeconds: 5
      readinessProbe:
        httpGet: {path: /health/readiness, port: metrics}
        periodSeconds: 2
        timeoutSeconds: 2
      resources:
        {{- toYaml .part.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - name: data
          mountPath: /var/lib/emkd
        - name: scratch
          mountPath: /tmp
        {{- if $values.tls.certManager }}
        - name: tls
          mountPath: /etc/emkd/tls
          readOnly: true
        {{- end }}
        {{- if $values.tokens.secret }}
        - name: tokens
          mountPath: /etc/emkd/tokens
          readOnly: true
        {{- end }}
  volumes:
    - name: scratch
      emptyDir:
        sizeLimit: 4Gi
    {{- if eq $values.mode "shared" }}
    # Copies of models, and files on their way: nothing that is not elsewhere.
    - name: data
      emptyDir:
        sizeLimit: 100Gi
    {{- end }}
    {{- if $values.tls.certManager }}
    - name: tls
      secret:
        secretName: {{ .root.Release.Name }}-tls
        defaultMode: 0440
    {{- end }}
    {{- with $values.tokens.secret }}
    - name: tokens
      secret:
        secretName: {{ . }}
        defaultMode: 0440
    {{- end }}
{{- end }}
