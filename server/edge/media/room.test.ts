import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Endpoint } from "../../care/calls/ports.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { rigOf } from "./testing/rig.ts";
import { tellRoomStory } from "./testing/room-story.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";

const media = createWeriftMedia(settingsFor(), { world });
const rig = rigOf(media);

beforeAll(() => media.ready());
afterEach(rig.clear);
afterAll(() => media.shutdown());

tellRoomStory(() => ({ media, rig }));

test("[M37] more than six ends, one end twice, or nobody make no room; one operator has one supervisor; and nothing is changed", async () => {
  const ends: Endpoint[] = [];
  for (let n = 0; n < 7; n++) ends.push((await rig.caller(undefined, ends[0])).endpoint);
  const speaks = "speaks" as const;
  const all = ends.map((endpoint) => ({ endpoint, part: speaks }));
  const [a, b, c] = ends;
  await media.bridge(a!, b!);
  rig.phones[1]!.speak(450);
  await expect(media.room(all)).rejects.toThrow("media room: a room has from 1 to 6 ends");
  await expect(media.room([])).rejects.toThrow("media room: nobody is named");
  await expect(media.room([all[0]!, all[0]!])).rejects.toThrow("media room: an end has one place in a room");
  await media.listen(c!, b!, { whispers: false });
  await expect(media.listen(ends[3]!, b!, { whispers: true })).rejects.toThrow("media listen: somebody listens there already");
  await expect(media.listen(ends[3]!, ends[3]!, { whispers: true })).rejects.toThrow("media listen: an end does not listen to itself");
  const bridged = rig.phones[0]!;
  bridged.forget();
  await until("the bridge goes on", () => bridged.heard.length > 5);
});
