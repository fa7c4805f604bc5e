/** A source path as a relative URL: what would be a query, a fragment or a scheme is part of the name. */
export function relativeUrlOf(path: string): string {
  return `./${path.toWellFormed().replaceAll("%", "%25").replaceAll("?", "%3F").replaceAll("#", "%23")}`;
}
