import { useState, type FormEvent } from "react";
import type { Account, Language, MenuAct, Reception, TypedReception } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending, type Sending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { Button, Check, Icon } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { GreetingPanel } from "./greeting.tsx";
import { HearMenu } from "./hear-menu.tsx";
import { HoldMusicPanel } from "./hold-music.tsx";
import { OutsidePart, WhenOpen } from "./outside-part.tsx";
import { Seconds } from "./seconds.tsx";
import { actChoices, actIcon, actWord } from "./menu-words.ts";
import { Outcome, Select, Shown } from "./parts.tsx";

type Menu = Reception["menu"];
type Key = Menu["keys"][number]["key"];
const allKeys: readonly Key[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const allActs = Object.keys(actWord) as MenuAct[];

/** What a caller goes through, drawn as it branches. */
function Tree({ menu, language }: { readonly menu: Menu; readonly language: Language }) {
  const keys = menu.keys.map(({ key, act }) => ({ key, act, say: act === "spanish" && language === "es" ? "The same menu in English" : actWord[act] }));
  return (
    <ol className="tree sm">
      <li><Icon name="phone-incoming" /> The emergency sentence{keys.some(({ act }) => act === "spanish") && " in English and Spanish"}, then the keys
        <ol>
          {keys.map(({ key, act, say }) => <li key={key} className="row"><span className="keycap">{key}</span><Icon name={actIcon[act]} />{say}</li>)}
          <li className="row"><span className="keycap">0</span><Icon name={actIcon.operator} />An operator, always</li>
          <li className="row"><span className="keycap">…</span><Icon name={actIcon.operator} />Nothing pressed for {menu.waitSeconds} seconds: an operator</li>
          <li className="row"><span className="keycap">?</span><Icon name={actIcon.operator} />Another key: said again, at most {menu.roundsMax === 1 ? "once" : `${menu.roundsMax} times`}, then an operator</li>
        </ol>
      </li>
    </ol>
  );
}

function Keys({ menu, wrong, put }: { readonly menu: Menu; readonly wrong: string | undefined; readonly put: (menu: Menu) => void }) {
  const { keys } = menu;
  const free = allKeys.find((key) => !keys.some((one) => one.key === key));
  const unused = allActs.find((act) => !keys.some((one) => one.act === act));
  return (
    <fieldset className="plainset">
      <legend className="label">Keys, in the order in which they are said</legend>
      {keys.map((one, at) => (
        <div className="keyrow" key={at}>
          <Select id={`key-${at}`} label="Key" value={one.key} choices={allKeys.map((key) => [key, key] as const)} onPick={(key) => put({ ...menu, keys: keys.with(at, { ...one, key }) })} />
          <Select id={`act-${at}`} label="What it does" value={one.act} choices={actChoices} onPick={(act) => put({ ...menu, keys: keys.with(at, { ...one, act }) })} />
          <Button tone="bare" icon="x" aria-label={`Take out key ${one.key}`} onClick={() => put({ ...menu, keys: keys.toSpliced(at, 1) })} />
        </div>
      ))}
      {wrong && <span className="wrong" role="alert"><Icon name="alert-triangle" />{wrong}</span>}
      <div className="row"><Button icon="plus" inert={!free || !unused} onClick={() => free && unused && put({ ...menu, keys: [...keys, { key: free, act: unused }] })}>Add a key</Button></div>
    </fieldset>
  );
}

export interface PartProps { readonly body: TypedReception; readonly sending: Sending; readonly change: (part: Partial<TypedReception>) => void }

function MenuPart({ body: { menu }, sending, change }: PartProps) {
  const put = (next: Menu) => change({ menu: next });
  return (
    <section className="panel pad stack" aria-labelledby="menu">
      <h2 id="menu">The menu</h2>
      <Check on={menu.on} onChange={(on) => put({ ...menu, on })}>Callers hear a menu first</Check>
      {!menu.on && <p className="hint">Off: an operator is rung for each caller at once, and they hear a greeting meanwhile.</p>}
      {menu.on && <><Keys menu={menu} wrong={sending.wrong("keys")} put={put} /><div className="pairf"><Seconds id="wait" label="Seconds after the last word" value={menu.waitSeconds} between={[2, 15]} hint="Then an operator: many telephones have no keys." put={(waitSeconds) => put({ ...menu, waitSeconds })} /><Seconds id="rounds" label="Said again after a wrong key" value={menu.roundsMax} between={[1, 3]} put={(roundsMax) => put({ ...menu, roundsMax })} /></div></>}
    </section>
  );
}

/** What comes when nobody who fits is free, in the order in which it comes. */
function LinePart({ body, sending, change }: PartProps) {
  const { overflow, certified } = body;
  const put = (part: Partial<typeof overflow>) => change({ overflow: { ...overflow, ...part } });
  return (
    <section className="panel pad stack" aria-labelledby="line">
      <h2 id="line">Who answers</h2>
      <WhenOpen body={body} sending={sending} change={change} />
      <Check on={certified} onChange={(on) => change({ certified: on })}>Operators who know this practice come first</Check>
      <div className="pairf">
        <Seconds id="language" label="Seconds for a speaker of the caller’s language" value={overflow.languageSeconds} between={[0, 120]} hint="Then anybody, told that an interpreter is needed." put={(languageSeconds) => put({ languageSeconds })} />
        {certified && <Seconds id="certified" label="Seconds for an operator who knows it" value={overflow.certifiedSeconds} between={[0, 120]} put={(certifiedSeconds) => put({ certifiedSeconds })} />}
        <Seconds id="reserve" label="Seconds until the reserve is rung" value={overflow.reserveSeconds} between={[0, 300]} hint="Those who answer only when it is busy." put={(reserveSeconds) => put({ reserveSeconds })} />
        <Seconds id="message" label="Seconds until a message is asked for" value={overflow.voicemailSeconds} between={[30, 600]} hint="It is urgent, and the desk’s alarm rings." put={(voicemailSeconds) => put({ voicemailSeconds })} />
      </div>
      <OutsidePart body={body} sending={sending} change={change} />
    </section>
  );
}

function Settings({ account, standing, put }: { readonly account: Account; readonly standing: Value<"reception">; readonly put: (standing: Value<"reception">) => void }) {
  const { value: body, changed: dirty, put: setBody, drop } = useKept<TypedReception>(`reception/${account.id}/${standing.version}`, standing.reception);
  const [language, setLanguage] = useState<Language>("en");
  const sending = useSending();
  const change = (part: Partial<TypedReception>) => { sending.clear(); setBody((old) => ({ ...old, ...part })); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (dirty && !sending.busy) sending.send(() => api.saveReception({ params: { account: account.id }, body }), (saved) => { drop(saved.reception); put(saved); });
  };
  const bilingual = body.menu.keys.some(({ act }) => act === "spanish");
  return (
    <form className="sidecols" onSubmit={submit} aria-label="How callers are received" noValidate>
      <div className="stack gap4">
        <MenuPart body={body} sending={sending} change={change} /><LinePart body={body} sending={sending} change={change} />
        <div className="savebar stack"><Outcome sending={sending} what="Nothing was saved yet" done={dirty ? undefined : "Saved. The next caller is received by it."} at={["keys", "forwardTo", "partnerNumber", "agreementSigned"]} />
          <div className="row"><Button type="submit" tone="strong" inert={!dirty || sending.busy}>{sending.busy ? "Saving" : "Save"}</Button>{dirty ? <Button tone="bare" onClick={() => { drop(); sending.clear(); }}>Discard</Button> : <span className="sm t3">Nothing to save.</span>}</div></div>
      </div>
      <section className="panel pad stack" aria-labelledby="heard">
        <h2 id="heard">What callers hear</h2>
        {body.menu.on ? <>
          {bilingual && <Select id="heard-in" label="In" value={language} choices={[["en", "English"], ["es", "Spanish"]]} onPick={setLanguage} />}
          <Tree menu={body.menu} language={bilingual ? language : "en"} /><HearMenu menu={body.menu} language={bilingual ? language : "en"} />
        </> : <p className="t2 sm">The emergency sentence and a greeting; an operator is rung meanwhile. After half a minute, and each half minute from then on, what is true of the line.</p>}
      </section>
    </form>
  );
}

/** How a practice's callers are received. */
export function MenuPage({ account }: { readonly account: Account }) {
  const asked = useAsked(() => api.reception({ params: { account: account.id } }), `reception ${account.id}`);
  return (
    <>
      <Title title="How callers are received" about={account.name} />
      <Shown asked={asked} say="Fetching the menu" what="The menu is not here">{(standing) => <Settings account={account} standing={standing} put={asked.put} />}</Shown>
      <div className="stack gap4"><GreetingPanel account={account.id} /><HoldMusicPanel account={account.id} /></div>
    </>
  );
}
