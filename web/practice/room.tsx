import "./rooms.css";
import { useEffect } from "react";
import type { Account } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, type Asked } from "../api/asked.ts";
import { go, leadOn, usePath } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { useLive } from "../live/index.ts";
import { EmptyState } from "../ui/index.ts";
import { AccountSection, isSection, waysOf } from "./account-pages.tsx";
import { AgreementsPage } from "./agreements.tsx";
import { DrillsPage } from "./drills.tsx";
import { Frame, type Way } from "./frame.tsx";
import { Select, Shown } from "./parts.tsx";
import { PeoplePage } from "./people.tsx";

const HOME = "/practice";
type Accounts = { readonly accounts: readonly Account[] };

function waysAround(base: string): Way[] {
  return [...waysOf(base), { to: `${base}/people`, icon: "users", say: "People" }, { to: `${base}/drills`, icon: "alarm", say: "Fire drills" }, { to: `${base}/agreements`, icon: "certificate", say: "Agreements" }];
}

function Page({ account, section, put }: { readonly account: Account; readonly section: string; readonly put: (account: Account) => void }) {
  const me = useMe();
  const clients = me.memberships.filter(({ role, client }) => role === "client-manager" && client !== null).map(({ client, clientName }) => ({ id: client ?? "", name: clientName ?? "This practice" }));
  if (section === "people") return <PeoplePage clients={clients} />;
  if (section === "agreements") return <AgreementsPage client={account.client} />;
  if (section === "drills") return <DrillsPage client={account.client} />;
  return isSection(section) ? <AccountSection key={account.id} account={account} section={section} put={put} /> : null;
}

function Nowhere() {
  return <Frame label="Practice" lamp="off" ways={[]} foot={<b>Practice</b>}><EmptyState icon="building-hospital" title="No practice is set up for you yet">Your answering service opens the account; ask them, then look again.</EmptyState></Frame>;
}
const isPage = (section: string): boolean => isSection(section) || section === "people" || section === "drills" || section === "agreements";

function House({ asked, accounts }: { readonly asked: Asked<Accounts>; readonly accounts: readonly Account[] }) {
  const path = usePath();
  const [, , slug, section = ""] = path.split("/");
  const found = accounts.find((one) => one.slug === slug);
  const account = found ?? accounts[0];
  const known = found !== undefined && isPage(section);
  useEffect(() => { if (account && !known) leadOn({ from: path, within: HOME, to: `${HOME}/${account.slug}/on-call` }); }, [account, known, path]);
  if (!account) return <Nowhere />;
  const put = (changed: Account) => asked.put({ accounts: accounts.map((one) => (one.id === changed.id ? changed : one)) });
  const pick = accounts.length > 1 && <div className="pick"><Select id="account" label="Practice" value={account.slug} choices={accounts.map((one) => [one.slug, one.name] as const)} onPick={(next) => go(`${HOME}/${next}/${section}`)} /></div>;
  return (
    <Frame label="Practice" lamp="off" ways={waysAround(`${HOME}/${account.slug}`)} before={pick} foot={<b>{account.name}</b>}>
      {known && <Page account={account} section={section} put={put} />}
    </Frame>
  );
}

export default function PracticeRoom() {
  // Nothing here moves by itself; the line is for the word that a practice is this person's no longer.
  useLive("practice", () => undefined);
  const asked = useAsked<Accounts>(() => api.accounts(), "accounts");
  return <Shown asked={asked} say="Fetching your practices" what="Your practices are not here">{({ accounts }) => <House asked={asked} accounts={accounts} />}</Shown>;
}
