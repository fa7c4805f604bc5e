/**
 * Where the workers are. `here`: in the coordinator's process; they begin at once and end with it. `elsewhere`: in
 * processes of their own; a permit that is out may be used at any moment until it expires, whatever becomes of the
 * coordinator.
 */
export type Workers = "here" | "elsewhere";
