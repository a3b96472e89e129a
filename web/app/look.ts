import { useEffect, useState } from "react";

/** Dark unless this browser was told otherwise. The choice of a theme is the one thing kept in the browser. */
export type Look = "dark" | "light";
const KEY = "compline-look";

const kept = (): Look => {
  try {
    return localStorage.getItem(KEY) === "light" ? "light" : "dark";
  } catch {
    return "dark";
  }
};
const put = (look: Look) => {
  try {
    localStorage.setItem(KEY, look);
  } catch {
    // A browser that stores nothing shows the dark theme again next time.
  }
};

const turns = new Set<(look: Look) => void>();
export function showLook(look: Look = kept()): void {
  document.documentElement.dataset["mantineColorScheme"] = look;
  for (const turn of turns) turn(look);
}

export function useLook(): readonly [Look, () => void] {
  const [look, setLook] = useState<Look>(kept);
  useEffect(() => { turns.add(setLook); return () => void turns.delete(setLook); }, []);
  const other: Look = look === "dark" ? "light" : "dark";
  return [look, () => { put(other); showLook(other); }];
}
