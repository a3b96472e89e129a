import type { Config } from "../../../foundation/config.ts";
import type { OutboundSettings } from "./settings.ts";

/** The settings of the house as the edge wants them: secrets and authorities are read from their files, now. */
export function outboundFrom({ trunks, allow, deny, rates, caps }: Config["sip"]["outbound"], readText: (path: string) => string): OutboundSettings {
  return {
    trunks: trunks.map(({ user, secretFile, caFile, ...trunk }) => ({
      ...trunk,
      login: user !== undefined && secretFile !== undefined ? { user, secret: readText(secretFile).trim() } : undefined,
      caPem: caFile === undefined ? undefined : readText(caFile),
    })),
    destinations: { allow, deny, rates: rates.map(({ prefix, units }) => ({ prefix, value: units })) },
    caps: {
      concurrentMax: caps.concurrent, callsPerMinuteMax: caps.minute, callsPerHourMax: caps.hour, callsPerDayMax: caps.day,
      unitsPerHourMax: caps["spend-hour"], unitsPerDayMax: caps["spend-day"],
    },
  };
}
