import type { Store } from "../store/store.ts";

const localWidth = 8;
/** At 50 ms a round trip some 600 files a second, and few enough to hold in memory. */
const remoteWidth = 32;

/** Pages read or written at a time: enough to hide the store's latency. */
export const widthFor = ({ isRemote }: Store): number => (isRemote ? remoteWidth : localWidth);
