{{- define "docsynapse.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The release's name alone where it says the chart's already. Room is left for the longest suffix. */}}
{{- define "docsynapse.fullname" -}}
{{- $name := .Values.fullnameOverride -}}
{{- if not $name -}}
{{- $isSaid := contains (include "docsynapse.name" .) .Release.Name -}}
{{- $name = ternary .Release.Name (printf "%s-%s" .Release.Name (include "docsynapse.name" .)) $isSaid -}}
{{- end -}}
{{- if not (regexMatch "^[a-z][-a-z0-9]*$" $name) -}}
{{- fail (printf "fullnameOverride: %s cannot name a Service, which begins with a letter and holds no dots; give another name here or to the release" $name) -}}
{{- end -}}
{{- $name | trunc 45 | trimSuffix "-" -}}
{{- end -}}

{{/* Names of objects without a namespace: two releases of one name must not meet. */}}
{{- define "docsynapse.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "docsynapse.fullname" .) -}}
{{- end -}}

{{- define "docsynapse.selector" -}}
app.kubernetes.io/name: {{ include "docsynapse.name" .root | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* What selects comes first, then what the values say, `more` of one object included. */}}
{{- define "docsynapse.labels" -}}
{{- $standard := dict
  "app.kubernetes.io/version" .root.Chart.AppVersion
  "app.kubernetes.io/part-of" "docsynapse"
  "app.kubernetes.io/managed-by" .root.Release.Service
  "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_") -}}
{{- $common := .root.Values.commonLabels | default dict -}}
{{- merge (include "docsynapse.selector" . | fromYaml) (.more | default dict) $common $standard | toYaml -}}
{{- end -}}

{{- define "docsynapse.image" -}}
{{- $tag := default .root.Chart.AppVersion .image.tag -}}
{{- .image.repository -}}{{- if .image.digest -}}@{{ .image.digest }}{{- else -}}:{{ $tag }}{{- end -}}
{{- end -}}

{{/* Beside the crawls' other image, under a tag that says what it has. */}}
{{- define "docsynapse.browserImage" -}}
{{- $own := .Values.crawls.browserImage -}}
{{- $repository := default .Values.crawls.image.repository $own.repository -}}
{{- $tag := default (printf "%s-browser" (default .Chart.AppVersion .Values.crawls.image.tag)) $own.tag -}}
{{- include "docsynapse.image" (dict "root" . "image" (dict "repository" $repository "tag" $tag "digest" $own.digest)) -}}
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
