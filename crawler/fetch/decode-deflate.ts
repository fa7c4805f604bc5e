import { promisify } from "node:util";
import { inflate, inflateRaw } from "node:zlib";

const inflateWrapped = promisify(inflate);
const inflateBare = promisify(inflateRaw);

/** `deflate` means zlib-wrapped (RFC 9110 8.4.1.2), but some servers send it bare; the first byte tells. */
export async function* decodeDeflate(input: Buffer, maxBytes: number): AsyncGenerator<Buffer> {
  const isWrapped = ((input[0] ?? 0) & 0x0f) === 8;
  yield await (isWrapped ? inflateWrapped : inflateBare)(input, { maxOutputLength: maxBytes });
}
