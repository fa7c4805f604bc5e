import { buildah } from "../images/buildah.ts";

/** Pushes an image of buildah's storage to where a registry that stands in for that of `name` is asked for it. */
export function pushImage(image: string, registry: string, name: string, transport: "plain" | "tls"): void {
  const target = `docker://${registry}/${toRepository(name)}`;
  buildah("push", "--quiet", `--tls-verify=${transport === "tls"}`, "--disable-compression", image, target);
}

/** An image's published name without its registry: `nats:2` is Docker Hub's `library/nats:2`. */
export function toRepository(name: string): string {
  const [first = "", ...rest] = name.split("/");
  if (rest.length === 0) return `library/${first}`;
  return /[.:]|^localhost$/.test(first) ? rest.join("/") : name;
}
