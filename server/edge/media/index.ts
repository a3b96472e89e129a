export { encodeSample, SAMPLES_PER_SECOND } from "./g711.ts";
export { createWeriftMedia } from "./werift.ts";
export { createRtpengineMedia, type RtpengineSettings } from "./rtpengine.ts";
export { createIce, RELAY_PASS_HOURS, type Ice, type IceSettings } from "./ice.ts";
export { checkMediaSettings, mediaLimits, type IceServer, type MediaLimits, type MediaNeeds, type MediaSettings } from "./settings.ts";
export { promptNames, promptSound, EMERGENCY_SENTENCE, type KnownPrompt } from "./prompts.ts";
