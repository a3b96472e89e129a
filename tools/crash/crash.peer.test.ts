import { test } from "vitest";
import { sharedUntilOneFails } from "../../server/testing/anew.ts";
import { points } from "./points.ts";
import { closeScene, openScene } from "./scene.ts";

/** Thirteen kills of the real server in one night: what an earlier one left behind must survive the later ones too. */
const POINT_MS_MAX = 240_000;

const scene = sharedUntilOneFails({ open: () => openScene(Math.random), close: closeScene, msMax: POINT_MS_MAX });

for (const { title, happen } of points) test(title, async () => void (await happen(scene())), POINT_MS_MAX);
