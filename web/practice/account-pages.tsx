import type { Account } from "../../contract/index.ts";
import type { Way } from "./frame.tsx";
import { AccountPage } from "./account.tsx";
import { DigestsPage } from "./digests.tsx";
import { HoursPage } from "./hours-page.tsx";
import { LaddersPage } from "./ladders.tsx";
import { MenuPage } from "./menu-page.tsx";
import { MessagesPage } from "./messages.tsx";
import { OnCallPage } from "./oncall/page.tsx";
import { ScriptsPage } from "./scripts/page.tsx";
import { ThisDevice } from "./this-device.tsx";

export const sections = ["on-call", "nights", "messages", "scripts", "ladders", "hours", "menu", "account"] as const;
export type Section = (typeof sections)[number];
export const isSection = (text: string | undefined): text is Section => sections.some((one) => one === text);

const words: Record<Section, readonly [icon: string, say: string]> = { "on-call": ["calendar", "On call"], nights: ["moon", "Nights"], messages: ["mail", "Messages"], scripts: ["clipboard-list", "Instructions, script"], ladders: ["hourglass", "Who is paged"], hours: ["clock", "Hours"], menu: ["dialpad", "Callers"], account: ["building-hospital", "Practice"] };
/** The pages of one account, beneath the address of the room that shows it. */
export const waysOf = (base: string): Way[] => sections.map((section) => ({ to: `${base}/${section}`, icon: words[section][0], say: words[section][1] }));

/** One account's page: the same for its manager and for the office. */
export function AccountSection({ account, section, put }: { readonly account: Account; readonly section: Section; readonly put: (account: Account) => void }) {
  if (section === "nights") return <><DigestsPage account={account} /><ThisDevice /></>;
  if (section === "messages") return <MessagesPage account={account.id} />;
  if (section === "scripts") return <ScriptsPage account={account} />;
  if (section === "ladders") return <LaddersPage account={account} />;
  if (section === "hours") return <HoursPage account={account} put={put} />;
  if (section === "menu") return <MenuPage account={account} />;
  if (section === "account") return <AccountPage account={account} put={put} />;
  return <OnCallPage account={account} />;
}
