import { afterAll, beforeAll, test } from "vitest";
import { points } from "./points.ts";
import { closeScene, openScene, type Scene } from "./scene.ts";

/** Twelve kills of the real server in one night: what an earlier one left behind must survive the later ones too. */
const POINT_MS_MAX = 240_000;

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(Math.random);
}, POINT_MS_MAX);
afterAll(() => closeScene(scene), POINT_MS_MAX);

for (const { title, happen } of points) test(title, async () => void (await happen(scene)), POINT_MS_MAX);
