import type { Page } from "playwright-core";

/** F2, and the number of the tones that the desk plays when it is asked to prove its sound: a test reads it where a person hears it. */
export async function goReady(page: Page): Promise<void> {
  const asked = page.waitForResponse((response) => response.url().endsWith("/api/desk/sound"));
  await page.keyboard.press("F2");
  const { tones } = (await (await asked).json()) as { tones: number | null };
  if (tones === null) return;
  await page.getByRole("region", { name: "Can you hear the alarm?" }).waitFor();
  await page.keyboard.press(String(tones));
}
