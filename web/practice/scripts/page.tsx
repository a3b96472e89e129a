import { useState } from "react";
import type { Account, Script, ScriptBody } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useAsked, useSending } from "../../api/asked.ts";
import { isKept } from "../../app/kept.ts";
import { Button, EmptyState, Tag, moment } from "../../ui/index.ts";
import { Title } from "../frame.tsx";
import { AskInPlace, Outcome, Shown } from "../parts.tsx";
import { callerWords, hoursWords, inOrder, newScript } from "./draft.ts";
import { draftKey, Editor } from "./editor.tsx";

const bodyOf = ({ name, callerType, hours, items, redFlags, defaultUrgency }: Script): ScriptBody => ({ name, callerType, hours, items, redFlags, defaultUrgency });

const plural = (count: number, word: string): string => (count === 0 ? `no ${word}` : `${count} ${word}${count === 1 ? "" : "s"}`);

function Row({ account, script, open, gone }: { readonly account: Account; readonly script: Script; readonly open: () => void; readonly gone: () => void }) {
  const sending = useSending();
  const retire = () => sending.send(() => api.removeScript({ params: { account: account.id, script: script.id } }), gone);
  const begun = isKept(draftKey(account, script));
  return (
    <li className="panel pad listrow">
      <div>
        <div className="row wrap"><b>{script.name}</b>{begun && <Tag icon="pencil">Changes not published</Tag>}</div>
        <div className="sm t2">{callerWords[script.callerType]}, {hoursWords[script.hours].toLowerCase()}. {plural(script.items.length, "question")}, {plural(script.redFlags.length, "red flag")}.</div>
        <div className="sm t3 tn">Version {script.version}, published {moment(account.zone, script.savedAt)}</div>
      </div>
      <div className="row wrap"><Button icon="pencil" onClick={open} aria-label={`Open ${script.name}`}>Open</Button><AskInPlace act="Retire" label={`Retire ${script.name}`} says={`“${script.name}” is used for no new call.`} confirm="Retire it" busy={sending.busy} onYes={retire} /></div>
      {sending.trouble && <Outcome sending={sending} what="The script goes on being used" />}
    </li>
  );
}

interface Opened { readonly from: ScriptBody; readonly known?: Script }

/** Instructions: what is asked and said, by caller and hours. */
export function ScriptsPage({ account }: { readonly account: Account }) {
  const asked = useAsked(() => api.scripts({ params: { account: account.id } }), account.id);
  const [opened, setOpened] = useState<Opened>();
  const close = () => { setOpened(undefined); asked.again(); };
  const add = <Button tone="strong" icon="plus" onClick={() => setOpened({ from: newScript("patient") })}>{isKept(draftKey(account, undefined)) ? "Go on with the new script" : "New script"}</Button>;
  if (opened) return <><Title title={opened.known ? opened.known.name : "New script"} about={account.name} /><Editor account={account} from={opened.from} known={opened.known} done={close} /></>;
  return (
    <>
      <Title title="Instructions, script" about="What the operator asks and says">{add}</Title>
      <Shown asked={asked} say="Fetching the scripts" what="The scripts are not here">
        {({ scripts }) => (scripts.length === 0 ? <EmptyState icon="clipboard-list" title="No script yet" act={add}>Until there is one, operators follow a plain script: name, call-back number, reason.</EmptyState>
          : <ul className="stack">{inOrder(scripts).map((script) => <Row key={script.id} account={account} script={script} open={() => setOpened({ from: bodyOf(script), known: script })} gone={asked.again} />)}</ul>)}
      </Shown>
    </>
  );
}
