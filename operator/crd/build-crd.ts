import type { z } from "zod";
import type { CelRule } from "./docsite-rules.ts";
import { findNode, toStructuralSchema, type StructuralNode } from "./structural-schema.ts";

export interface PrinterColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  readonly jsonPath: string;
  readonly description: string;
  /** 1: shown with `-o wide` only. */
  readonly priority?: 1;
}

export interface CrdSource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly description: string;
  readonly maxNameLength: number;
  readonly spec: z.ZodType;
  readonly status: z.ZodType;
  readonly rules: readonly CelRule[];
  readonly columns: readonly PrinterColumn[];
  readonly scale?: { readonly spec: string; readonly status: string; readonly selector: string };
}

/** The CustomResourceDefinition of one kind. */
export function buildCrd(source: CrdSource) {
  const { group, version, kind, plural, shortNames, scale } = source;
  const singular = kind.toLowerCase();
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames, categories: ["docsynapse"] },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: buildRoot(source) },
          additionalPrinterColumns: source.columns,
          subresources: {
            status: {},
            ...(scale !== undefined && {
              scale: {
                specReplicasPath: scale.spec,
                statusReplicasPath: scale.status,
                labelSelectorPath: scale.selector,
              },
            }),
          },
        },
      ],
    },
  };
}

function buildRoot({ description, maxNameLength, spec, status, rules }: CrdSource): StructuralNode {
  const root: StructuralNode = {
    type: "object",
    description,
    required: ["spec"],
    properties: {
      apiVersion: { type: "string", description: "Version of this schema." },
      kind: { type: "string", description: "Kind of this object." },
      metadata: {
        type: "object",
        properties: { name: { type: "string", maxLength: maxNameLength } },
      },
      spec: toStructuralSchema(spec),
      // Before the operator has seen it, kstatus would take an object without a status for what is wanted.
      status: { ...toStructuralSchema(status), default: { observedGeneration: -1 } },
    },
  };
  for (const { at, rule, message } of rules) {
    const node = findNode(root, at);
    const known = (node["x-kubernetes-validations"] ?? []) as object[];
    node["x-kubernetes-validations"] = [...known, { rule, message }];
  }
  return root;
}
