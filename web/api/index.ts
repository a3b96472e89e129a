export { api, onTrouble, type Answer, type Api, type Trouble, type Value } from "./client.ts";
export { serverClock } from "./server-clock.ts";
