import { afterAll } from "vitest";
import { createRtpengineMedia } from "./rtpengine.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { RtpengineDaemon } from "./testing/rtpengine.ts";
import { tellStory } from "./testing/story.ts";
import { until } from "./testing/until.ts";

let daemon: RtpengineDaemon;
afterAll(() => daemon?.kill());

tellStory(async () => {
  const settings = settingsFor({ limits: { loopDelayP99MsMax: 1000 } });
  daemon = new RtpengineDaemon(settings.rtpPorts.max + 1);
  const media = createRtpengineMedia({ ...settings, control: daemon.control }, { world });
  await until("rtpengine answers", () => media.ready().then(() => true, () => false));
  return media;
});
