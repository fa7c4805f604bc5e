/** Of an http or https URL: the one that it names, or its scheme's. */
export const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === "http:" ? 80 : 443);
