import { settingsFor, world } from "./testing/engines.ts";
import { tellStory } from "./testing/story.ts";
import { createWeriftMedia } from "./werift.ts";

tellStory(async () => {
  const media = createWeriftMedia(settingsFor(), { world });
  await media.ready();
  return media;
});
