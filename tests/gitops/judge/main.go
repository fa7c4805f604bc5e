// What GitOps tools say of an object, by their own code: Argo CD's Lua and diff, kstatus, and the tools' own kinds.
// Reads requests as a JSON array from standard input and answers with an array of the same length.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	argo "github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	argodiff "github.com/argoproj/argo-cd/v3/util/argo/diff"
	"github.com/argoproj/argo-cd/v3/util/argo/normalizers"
	"github.com/argoproj/argo-cd/v3/util/lua"
	helm "github.com/fluxcd/helm-controller/api/v2"
	kustomize "github.com/fluxcd/kustomize-controller/api/v1"
	source "github.com/fluxcd/source-controller/api/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
	"sigs.k8s.io/yaml"
)

type request struct {
	Ask    string                     `json:"ask"`
	Object *unstructured.Unstructured `json:"object"`
	// Of argocd-cm.
	Settings map[string]string `json:"settings"`
	Action   string            `json:"action"`
	// What is in Git, beside the live object.
	Desired *unstructured.Unstructured `json:"desired"`
	// Of an Application.
	Ignored []argo.ResourceIgnoreDifferences `json:"ignored"`
}

type answer struct {
	Status  string          `json:"status,omitempty"`
	Message string          `json:"message,omitempty"`
	Actions map[string]bool `json:"actions,omitempty"`
	Object  any             `json:"object,omitempty"`
	Error   string          `json:"error,omitempty"`
}

func main() {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(78)
	}
	answers := make([]answer, 0, len(requests))
	for _, each := range requests {
		given, err := judge(each)
		if err != nil {
			given.Error = err.Error()
		}
		answers = append(answers, given)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		os.Exit(1)
	}
}

func judge(asked request) (answer, error) {
	vm := lua.VM{ResourceOverrides: readOverrides(asked.Settings)}
	switch asked.Ask {
	case "kstatus":
		result, err := status.Compute(asked.Object)
		if err != nil {
			return answer{}, err
		}
		return answer{Status: result.Status.String(), Message: result.Message}, nil
	case "health":
		script, _, err := vm.GetHealthScript(asked.Object)
		if err != nil {
			return answer{}, err
		}
		health, err := vm.ExecuteHealthLua(asked.Object, script)
		if err != nil {
			return answer{}, err
		}
		return answer{Status: string(health.Status), Message: health.Message}, nil
	case "actions":
		return listActions(vm, asked.Object)
	case "action":
		return runAction(vm, asked.Object, asked.Action)
	case "diff":
		return compare(asked.Desired, asked.Object, asked.Ignored)
	case "decode":
		return answer{}, decode(asked.Object)
	}
	return answer{}, fmt.Errorf("nothing is known of %q", asked.Ask)
}

// As Argo CD reads argocd-cm: resource.customizations.<what>.<group>_<kind>.
func readOverrides(settings map[string]string) map[string]argo.ResourceOverride {
	overrides := map[string]argo.ResourceOverride{}
	for key, value := range settings {
		what, kind, isOverride := strings.Cut(strings.TrimPrefix(key, "resource.customizations."), ".")
		if !isOverride || !strings.HasPrefix(key, "resource.customizations.") {
			continue
		}
		name := strings.Replace(kind, "_", "/", 1)
		override := overrides[name]
		switch what {
		case "health":
			override.HealthLua = value
		case "actions":
			override.Actions = value
		}
		overrides[name] = override
	}
	return overrides
}

func listActions(vm lua.VM, object *unstructured.Unstructured) (answer, error) {
	scripts, err := vm.GetResourceActionDiscovery(object)
	if err != nil {
		return answer{}, err
	}
	found, err := vm.ExecuteResourceActionDiscovery(object, scripts)
	if err != nil {
		return answer{}, err
	}
	actions := map[string]bool{}
	for _, each := range found {
		actions[each.Name] = !each.Disabled
	}
	return answer{Actions: actions}, nil
}

func runAction(vm lua.VM, object *unstructured.Unstructured, name string) (answer, error) {
	action, err := vm.GetResourceAction(object, name)
	if err != nil {
		return answer{}, err
	}
	impacted, err := vm.ExecuteResourceAction(object, action.ActionLua, nil)
	if err != nil {
		return answer{}, err
	}
	if len(impacted) != 1 {
		return answer{}, fmt.Errorf("%d objects are impacted", len(impacted))
	}
	return answer{Status: string(impacted[0].K8SOperation), Object: impacted[0].UnstructuredObj.Object}, nil
}

func compare(desired, live *unstructured.Unstructured, ignored []argo.ResourceIgnoreDifferences) (answer, error) {
	config, err := argodiff.NewDiffConfigBuilder().
		WithDiffSettings(ignored, nil, true, normalizers.IgnoreNormalizerOpts{}).
		WithTracking("app.kubernetes.io/instance", "annotation").
		WithNoCache().
		Build()
	if err != nil {
		return answer{}, err
	}
	result, err := argodiff.StateDiff(live, desired, config)
	if err != nil {
		return answer{}, err
	}
	if !result.Modified {
		return answer{Status: "Synced"}, nil
	}
	return answer{Status: "OutOfSync", Message: fmt.Sprintf("%s\n%s", result.NormalizedLive, result.PredictedLive)}, nil
}

// An unknown field is an error.
func decode(object *unstructured.Unstructured) error {
	kinds := map[string]any{
		"argoproj.io/v1alpha1/Application":             &argo.Application{},
		"argoproj.io/v1alpha1/ApplicationSet":          &argo.ApplicationSet{},
		"source.toolkit.fluxcd.io/v1/GitRepository":    &source.GitRepository{},
		"source.toolkit.fluxcd.io/v1/OCIRepository":    &source.OCIRepository{},
		"helm.toolkit.fluxcd.io/v2/HelmRelease":        &helm.HelmRelease{},
		"kustomize.toolkit.fluxcd.io/v1/Kustomization": &kustomize.Kustomization{},
	}
	into, isKnown := kinds[object.GetAPIVersion()+"/"+object.GetKind()]
	if !isKnown {
		return fmt.Errorf("no kind %s %s", object.GetAPIVersion(), object.GetKind())
	}
	text, err := json.Marshal(object)
	if err != nil {
		return err
	}
	return yaml.UnmarshalStrict(text, into)
}
