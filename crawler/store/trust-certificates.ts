import { getCACertificates, setDefaultCACertificates } from "node:tls";

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** For this process: the clouds' SDKs open their connections in too many ways for each to be told. */
export function trustCertificates(bundle: string): void {
  setDefaultCACertificates([...getCACertificates("default"), ...(bundle.match(certificate) ?? [])]);
}
