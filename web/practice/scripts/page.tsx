import { useState } from "react";
import type { Account, Script, ScriptBody } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useAsked, useSending } from "../../api/asked.ts";
import { Button, EmptyState, moment } from "../../ui/index.ts";
import { Title } from "../frame.tsx";
import { AskInPlace, Outcome, Shown } from "../parts.tsx";
import { callerWords, hoursWords, newScript } from "./draft.ts";
import { Editor } from "./editor.tsx";

const bodyOf = ({ name, callerType, hours, items, redFlags, defaultUrgency }: Script): ScriptBody => ({ name, callerType, hours, items, redFlags, defaultUrgency });

function Row({ account, script, open, gone }: { readonly account: Account; readonly script: Script; readonly open: () => void; readonly gone: () => void }) {
  const sending = useSending();
  const retire = () => sending.send(() => api.removeScript({ params: { account: account.id, script: script.id } }), gone);
  return (
    <li className="panel pad listrow">
      <div><b>{script.name}</b><div className="sm t2">{callerWords[script.callerType]}, {hoursWords[script.hours].toLowerCase()}. {script.items.length} questions, {script.redFlags.length} red flag{script.redFlags.length === 1 ? "" : "s"}.</div><div className="sm t3">Version {script.version}, saved {moment(account.zone, script.savedAt)}</div></div>
      <div className="row wrap"><Button icon="pencil" onClick={open}>Open</Button><AskInPlace act="Retire" says={`“${script.name}” is used for no new call.`} confirm="Retire it" busy={sending.busy} onYes={retire} /></div>
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
  const add = <Button tone="strong" icon="plus" onClick={() => setOpened({ from: newScript("patient") })}>New script</Button>;
  if (opened) return <><Title title={opened.known ? opened.known.name : "New script"} about={account.name} /><Editor account={account} from={opened.from} known={opened.known} done={close} /></>;
  return (
    <>
      <Title title="Instructions, script" about="What the operator asks and says">{add}</Title>
      <Shown asked={asked} say="Fetching the scripts" what="The scripts are not here">
        {({ scripts }) => (scripts.length === 0 ? <EmptyState icon="clipboard-list" title="No script yet" act={add}>Until there is one, operators follow a plain script: name, call-back number, reason.</EmptyState>
          : <ul className="stack">{scripts.map((script) => <Row key={script.id} account={account} script={script} open={() => setOpened({ from: bodyOf(script), known: script })} gone={asked.again} />)}</ul>)}
      </Shown>
    </>
  );
}
