/**
 * Estimated tokens of a text: a quarter of its UTF-8 bytes. Byte-pair vocabularies take about four letters of English
 * prose or code for a token and about three quarters of one for a CJK character, which has three bytes.
 */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text, "utf8") / 4);
