/** A glob in the plan that cannot be used: says which one and what is wrong with it. */
export class GlobError extends Error {
  readonly glob: string;

  constructor(glob: string, problem: string) {
    super(`glob ${JSON.stringify(glob.length > 80 ? `${glob.slice(0, 80)}...` : glob)} ${problem}`);
    this.name = "GlobError";
    this.glob = glob;
  }
}
