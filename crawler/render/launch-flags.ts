/**
 * What keeps the browser to its proxy, and quiet. Each page has its own proxy; the one named here is for whatever
 * would go out of no page, and leads nowhere.
 */
export const LAUNCH_FLAGS: readonly string[] = [
  "--proxy-server=http://127.0.0.1:9",
  "--proxy-bypass-list=<-loopback>",
  // Nothing is resolved or connected to but the proxy, whatever finds its way past the proxy settings.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--dns-prefetch-disable",
  "--disable-quic",
  "--webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-domain-reliability",
  "--no-pings",
  "--no-first-run",
  "--disable-gpu",
  "--mute-audio",
  // A pod has 64 MB of /dev/shm, less than one large page needs.
  "--disable-dev-shm-usage",
  "--blink-settings=imagesEnabled=false",
  // A page that fills its heap ends its own process, not the machine.
  "--js-flags=--max-old-space-size=512",
];
