import { acknowledgeDrill, myDrill } from "./commands/acknowledge-drill.ts";
import { beginDrills, CLOSE, closeDrill, PAGE, placeDrill } from "./commands/hold-drill.ts";
import { BEGIN, planDrill } from "./commands/plan-drill.ts";
import { readDrills } from "./commands/read-drills.ts";
import type { Needs } from "./needs.ts";

export type { Needs as DrillsNeeds } from "./needs.ts";
export { drillEndpoints } from "./routes.ts";

/** Finds out by day, with a page that says it is a test, who would be reached by night. */
export function createDrills(needs: Needs) {
  needs.due.on(BEGIN, beginDrills(needs));
  needs.due.on(PAGE, placeDrill(needs));
  needs.due.on(CLOSE, closeDrill(needs));
  return { plan: planDrill(needs), list: readDrills(needs), mine: myDrill(needs), acknowledge: acknowledgeDrill(needs) };
}
export type Drills = ReturnType<typeof createDrills>;
