import { LoginSigner } from "./login-signer.ts";
import { BadLogin, readLoginFolder, type LoginEntry, type LoginFiles } from "./login-files.ts";

/** How the operator and the pods of crawls log in to NATS. */
export interface NatsSettings {
  readonly url: string;
  /** Folder with the operator's own login. */
  readonly loginFolder: string | undefined;
  /** Folder with the login of all crawls, where none is signed for each. */
  readonly crawlLoginFolder: string | undefined;
  /** Secret in the operator's namespace, which it makes, with the keys of an embedded NATS. */
  readonly keys: { readonly secret: string; readonly generation: number } | undefined;
  /** Of a signed login; it is renewed at half of it. */
  readonly loginLifetimeMs: number;
}

/** Where crawls get their logins from; `none` where NATS wants none. */
type CrawlLoginKind = "signed" | "shared" | "none";

export interface CheckedLogins {
  readonly kind: CrawlLoginKind;
  /** What a crawl's login consists of. */
  readonly entries: readonly LoginEntry[];
  readonly problems: readonly string[];
}

interface LoginFolders extends Pick<NatsSettings, "loginFolder" | "crawlLoginFolder"> {
  /** Whether there are, or will be, keys of an embedded NATS. */
  readonly hasKeys: boolean;
}

const LOGIN = "DOCSYNAPSE_NATS_LOGIN_FOLDER";
const CRAWL_LOGIN = "DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER";
const KEYS = "DOCSYNAPSE_NATS_KEYS_SECRET";
const tlsEntries = ["ca.crt"] as const;

/** Reads what the folders hold, and tells every problem with the setting that it belongs to. */
export function checkLogins({ loginFolder, crawlLoginFolder, hasKeys }: LoginFolders): CheckedLogins {
  const problems: string[] = [];
  const login = readFolder(LOGIN, loginFolder, problems);
  const crawlLogin = readFolder(CRAWL_LOGIN, crawlLoginFolder, problems);
  const isSigned = hasKeys || login["signing.nk"] !== undefined;
  problems.push(
    ...checkSigning(login),
    ...(hasKeys && login["signing.nk"] !== undefined
      ? [`${KEYS}: ${LOGIN} has a signing.nk already; give one of them`]
      : []),
    ...(isSigned && logsIn(crawlLogin)
      ? [`${CRAWL_LOGIN}: crawls' logins are signed, each its own; leave in it what is for TLS alone`]
      : []),
    ...(crawlLogin["signing.nk"] !== undefined ? [`${CRAWL_LOGIN}: signing.nk is not for crawls`] : []),
    ...(!isSigned && crawlLoginFolder === undefined && (logsIn(login) || login["tls.crt"] !== undefined)
      ? [`${CRAWL_LOGIN}: say how crawls log in, or put signing.nk and account.pub into ${LOGIN}`]
      : []),
  );
  const entries = Object.keys({ ...pickTls(login), ...crawlLogin }) as LoginEntry[];
  if (isSigned) return { kind: "signed", entries: ["nats.creds", ...entries], problems };
  return { kind: entries.length === 0 ? "none" : "shared", entries, problems };
}

/** What a crawl's pods get beside a signed login, or as the login that all share. */
export function readSharedEntries({
  loginFolder,
  crawlLoginFolder,
}: Pick<NatsSettings, "loginFolder" | "crawlLoginFolder">): LoginFiles {
  const login = loginFolder === undefined ? {} : readLoginFolder(loginFolder);
  return { ...pickTls(login), ...(crawlLoginFolder === undefined ? {} : readLoginFolder(crawlLoginFolder)) };
}

/** The operator's certificate is its own; whom to trust is the same for all. */
const pickTls = (login: LoginFiles): LoginFiles =>
  Object.fromEntries(tlsEntries.flatMap((name) => (login[name] === undefined ? [] : [[name, login[name]]])));

const logsIn = (login: LoginFiles): boolean =>
  (["nats.creds", "user", "token"] as const).some((name) => login[name] !== undefined);

function readFolder(setting: string, folder: string | undefined, problems: string[]): LoginFiles {
  if (folder === undefined) return {};
  try {
    return readLoginFolder(folder);
  } catch (error) {
    if (!(error instanceof BadLogin)) throw error;
    problems.push(...error.problems.map((problem) => `${setting} (${folder}): ${problem}`));
    return {};
  }
}

function checkSigning({ "signing.nk": seed, "account.pub": account }: LoginFiles): string[] {
  if (seed === undefined || account === undefined) return [];
  try {
    void new LoginSigner(seed, account);
    return [];
  } catch (error) {
    return [`${LOGIN}: signing.nk or account.pub ${(error as Error).message}`];
  }
}
