import type { Config } from "./foundation/config.ts";

const PORT_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is used by another program, or by another Compline. End that, or choose another port",
  EACCES: "may not be opened by this user. Choose one above 1023",
  EADDRNOTAVAIL: "cannot be opened: its address is not one of this machine",
};

/** A sentence for whoever reads the terminal: which setting to look at, where the system's own words would name a call. */
export function whyNot(error: NodeJS.ErrnoException & { readonly port?: number }, config: Config): string {
  const says = error.code !== undefined && error.port !== undefined ? PORT_ERRORS[error.code] : undefined;
  return says === undefined ? error.message : `port ${error.port} (${settingOf(error.port!, config)}) ${says}.`;
}

function settingOf(port: number, { web, sip }: Config): string {
  if (port === web.port) return "COMPLINE_PORT";
  return port === sip.tlsPort ? "COMPLINE_SIP_PORT + 1" : "COMPLINE_SIP_PORT";
}
