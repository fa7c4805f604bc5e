{{- define "docsynapse.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The release's name alone where it says the chart's already. Room is left for the longest suffix. */}}
{{- define "docsynapse.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" -}}
{{- else if contains (include "docsynapse.name" .) .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "docsynapse.name" .) | trunc 45 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Names of objects without a namespace: two releases of one name must not meet. */}}
{{- define "docsynapse.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "docsynapse.fullname" .) -}}
{{- end -}}

{{- define "docsynapse.selector" -}}
app.kubernetes.io/name: {{ include "docsynapse.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "docsynapse.labels" -}}
{{ include "docsynapse.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: docsynapse
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "docsynapse.image" -}}
{{- $tag := default (print .root.Chart.AppVersion (default "" .kind)) .image.tag -}}
{{- if .image.digest -}}{{ .image.repository }}@{{ .image.digest }}{{- else -}}{{ .image.repository }}:{{ $tag }}{{- end -}}
{{- end -}}

{{- define "docsynapse.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "docsynapse.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name: name the account that the operator runs as, or set serviceAccount.create: true" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "docsynapse.natsUrl" -}}
{{- if .Values.nats.enabled -}}
{{- if .Values.externalNats.url -}}
{{- fail "externalNats.url: set nats.enabled: false to use it, or leave it empty" -}}
{{- end -}}
nats://{{ include "docsynapse.fullname" . }}-nats.{{ .Release.Namespace }}:4222
{{- else -}}
{{- required "externalNats.url: name your NATS server, such as nats://nats.nats:4222, or set nats.enabled: true" .Values.externalNats.url -}}
{{- end -}}
{{- end -}}

{{/* Secret with the keys of the embedded NATS; empty where there are none. */}}
{{- define "docsynapse.natsKeys" -}}
{{- if and .Values.nats.enabled .Values.nats.auth.enabled -}}
{{- default (printf "%s-nats-keys" (include "docsynapse.fullname" .)) .Values.nats.auth.secretName -}}
{{- end -}}
{{- end -}}

{{/* Whether crawls log in to NATS, and so need Secrets: empty means no. */}}
{{- define "docsynapse.hasLogins" -}}
{{- if .Values.nats.enabled -}}
{{- if or .Values.externalNats.loginSecret .Values.externalNats.crawlLoginSecret -}}
{{- fail "externalNats.loginSecret, externalNats.crawlLoginSecret: set nats.enabled: false to use them, or leave them empty" -}}
{{- end -}}
{{- if .Values.nats.auth.enabled -}}yes{{- end -}}
{{- else if or .Values.externalNats.loginSecret .Values.externalNats.crawlLoginSecret -}}yes{{- end -}}
{{- end -}}

{{- define "docsynapse.natsPodLabelName" -}}docsynapse.io/nats{{- end -}}

{{- define "docsynapse.natsPodLabel" -}}
{{- if .Values.nats.enabled -}}
{{ include "docsynapse.natsPodLabelName" . }}={{ include "docsynapse.clusterName" . | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ .Values.externalNats.podLabel }}
{{- end -}}
{{- end -}}

{{/* Of a URL: its own, or that of its scheme. */}}
{{- define "docsynapse.otlpPort" -}}
{{- $fallback := ternary "443" "80" (hasPrefix "https://" .) -}}
{{- regexFind ":[0-9]+(/|$)" . | trimPrefix ":" | trimSuffix "/" | default $fallback -}}
{{- end -}}

{{/* Nothing more than the restricted Pod Security Standard allows. */}}
{{- define "docsynapse.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "docsynapse.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
