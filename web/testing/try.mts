import { buildWeb, openChromium } from "./browser.ts";
import { startFixture } from "./fixture-server.ts";
const root = await buildWeb();
const browser = await openChromium();
const only = process.argv[2];
for (const scene of ["offered", "quiet", "active", "alarm"] as const) {
  if (only && only !== scene) continue;
  const fixture = await startFixture(root, scene);
  for (const look of ["dark", "light"] as const) for (const [w, h] of [[1440, 900], [390, 844]] as const) {
    const context = await browser.newContext({ viewport: { width: w, height: h }, permissions: ["microphone"] });
    const page = await context.newPage();
    page.on("console", (m) => console.log(scene, m.type(), m.text().slice(0, 300)));
    page.on("pageerror", (e) => console.log(scene, "pageerror", e.message, e.stack?.slice(0,600)));
    await page.addInitScript((l) => localStorage.setItem("compline-look", l), look);
    await page.goto(fixture.url + "/desk");
    await page.waitForTimeout(1500);
    if (!process.env.NOSHOT) await page.screenshot({ path: `/tmp/web-shots/${scene}-${w}-${look}.png`, fullPage: w === 390 });
    await context.close();
  }
  await fixture.close();
}
await browser.close();
