/** Where the web server listens and what it is called. `checkHttpSettings` names what is wrong. */
export interface HttpSettings {
  /** 0 takes a free port (tests). */
  readonly port: number;
  /** Without it the server speaks plain HTTP and binds loopback only. */
  readonly tls?: {
    readonly certPem: string;
    readonly keyPem: string;
    readonly bindAddress: string;
    /** The name in the browser's address line. Passkeys are bound to it. */
    readonly host: string;
    /** When a load balancer forwards another port than ours. */
    readonly publicPort?: number;
  };
  /** The built web app; undefined serves the API alone. */
  readonly webRoot?: string;
}

/** Answers within this, or the socket is closed. */
export const REQUEST_SECONDS_MAX = 30;
export const HEADER_BYTES_MAX = 8 * 1024;
export const URL_LENGTH_MAX = 2_048;
export const BODY_BYTES_MAX = 64 * 1024;
/** What any route may ask for with `bodyBytesMax`: a 10 MiB PDF as base64 and its envelope. */
export const BODY_BYTES_CEILING = 16 * 1024 * 1024;
export const CONNECTIONS_MAX = 5_000;
/** Requests of one network to the open routes. */
export const OPEN_REQUESTS = { burst: 20, perMinute: 30 } as const;
export const NETWORKS_REMEMBERED_MAX = 10_000;

export function checkHttpSettings(settings: HttpSettings): string[] {
  const wrong: string[] = [];
  if (!Number.isInteger(settings.port) || settings.port < 0 || settings.port > 65_535) wrong.push("the web port is not between 0 and 65535");
  return settings.tls ? [...wrong, ...checkTls(settings.tls)] : wrong;
}

function checkTls(tls: NonNullable<HttpSettings["tls"]>): string[] {
  const wrong: string[] = [];
  if (!tls.certPem.includes("-----BEGIN CERTIFICATE-----")) wrong.push("the web certificate is not in PEM form");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(tls.keyPem)) wrong.push("the web certificate's key is not in PEM form");
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(tls.host) || /^[0-9.]+$/.test(tls.host)) wrong.push("the web host is not a lower-case DNS name; passkeys refuse IP addresses");
  return wrong;
}

/** The one origin browsers may come from, and WebAuthn's relying party id. */
export function originOf(settings: HttpSettings, port: number): { origin: string; rpId: string } {
  if (!settings.tls) return { origin: `http://localhost:${port}`, rpId: "localhost" };
  const shown = settings.tls.publicPort ?? port;
  return { origin: `https://${settings.tls.host}${shown === 443 ? "" : `:${shown}`}`, rpId: settings.tls.host };
}
