// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { go, leadOn } from "./route.tsx";

const at = (): string => location.pathname;
beforeEach(() => history.replaceState(null, "", "/practice"));

it("[W184] an address that leads nowhere in a room leads on to its first page", () => {
  leadOn({ from: "/practice", within: "/practice", to: "/practice/harbor/on-call" });
  expect(at()).toBe("/practice/harbor/on-call");
  go("/practice/nowhere");
  leadOn({ from: "/practice/nowhere", within: "/practice", to: "/practice/harbor/on-call" });
  expect(at()).toBe("/practice/harbor/on-call");
});

it("[W184] whoever has gone elsewhere meanwhile, or looks at another room, is not fetched back", () => {
  go("/my-sign-in");
  leadOn({ from: "/practice", within: "/practice", to: "/practice/harbor/on-call" });
  leadOn({ from: "/my-sign-in", within: "/practice", to: "/practice/harbor/on-call" });
  expect(at()).toBe("/my-sign-in");
  go("/practices");
  leadOn({ from: "/practices", within: "/practice", to: "/practice/harbor/on-call" });
  expect(at()).toBe("/practices");
});
