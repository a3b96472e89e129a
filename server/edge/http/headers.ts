/** HSTS for two years (RFC 6797), as browsers' preload lists ask. */
const HSTS_SECONDS = 63_072_000;

const FEATURES_OFF = ["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "magnetometer", "midi", "payment", "usb", "xr-spatial-tracking"];

/**
 * Scripts and styles come from this origin alone: nothing inline, no eval. Mantine is told to write no style element, and what
 * React sets on an element goes through the object model, which the policy leaves alone (CSP Level 3, section 8.3).
 */
const policyOf = (origin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${origin.replace(/^http/, "ws")}`,
    "media-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

export function securityHeaders(origin: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    "content-security-policy": policyOf(origin),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": [...FEATURES_OFF.map((f) => `${f}=()`), "microphone=(self)", "publickey-credentials-get=(self)", "publickey-credentials-create=(self)"].join(", "),
  };
  if (origin.startsWith("https:")) headers["strict-transport-security"] = `max-age=${HSTS_SECONDS}; includeSubDomains`;
  return headers;
}
