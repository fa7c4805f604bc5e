import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface OwnCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the public key, base64: how the browser is told to take this certificate for any host, and no other. */
  readonly publicKeyHash: string;
}

const YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * A self-signed X.509 certificate (RFC 5280) whose key never leaves this process: what the browser's proxy shows the
 * browser, and nobody else. Node can sign but has no builder for certificates.
 */
export function createOwnCertificate(nowMs: number): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(utcTime(nowMs - YEAR_MS), utcTime(nowMs + YEAR_MS)),
    NAME,
    spki,
  );
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.from([0]), signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKeyHash: createHash("sha256").update(spki).digest("base64"),
  };
}

/** DER: tag, length, contents. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), contents]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), contents]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const explicit = (number: number, part: Buffer): Buffer => tagged(0xa0 + number, part);
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, "hex"));

/** YYMMDDHHMMSSZ, good until 2049. */
const utcTime = (ms: number): Buffer =>
  tagged(0x17, Buffer.from(new Date(ms).toISOString().replaceAll(/^\d\d|[-:T]|\.\d+/g, "")));

const ECDSA_WITH_SHA256 = sequence(identifier("2a8648ce3d040302"));
const COMMON_NAME = identifier("550403");
const NAME = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from("DocSynapse renderer")))));
