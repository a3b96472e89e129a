import { useEffect, useState } from "react";
import { deskActs, keyFault, usualKeys, type DeskAct, type DeskKeys } from "../../contract/index.ts";
import { api, type Trouble } from "../api/index.ts";
import { Button, Icon, Kbd, ProblemNote } from "../ui/index.ts";
import { chord, useBound } from "./keys.ts";

const MODIFIERS = new Set(["Control", "Alt", "Shift", "Meta", "AltGraph", "CapsLock"]);

/** The next key pressed is the answer, and nothing else happens by it. Escape and Tab keep their meaning, so nobody is caught here. */
function useNextKey(listens: boolean, heard: (key: string | undefined) => void): void {
  useEffect(() => {
    if (!listens) return undefined;
    const press = (event: KeyboardEvent) => {
      if (MODIFIERS.has(event.key)) return;
      event.stopImmediatePropagation();
      if (event.key === "Tab") return heard(undefined);
      event.preventDefault();
      heard(event.key === "Escape" ? undefined : chord(event));
    };
    // Captured before the desk's own keys: pressing F9 here must not end a call.
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, [listens, heard]);
}

/** The keys of this person: asked once, and said to the server before they hold. */
export function useOwnKeys(): { readonly keys: DeskKeys; readonly save: (keys: DeskKeys) => Promise<Trouble | undefined> } {
  const [keys, setKeys] = useState<DeskKeys>(usualKeys);
  useEffect(() => { void api.deskKeys().then((answer) => { if (answer.ok) setKeys(answer.value.keys); }); }, []);
  const save = async (wanted: DeskKeys): Promise<Trouble | undefined> => {
    const answer = await api.saveDeskKeys({ body: { keys: wanted } });
    if (!answer.ok) return answer.trouble;
    setKeys(answer.value.keys);
    return undefined;
  };
  return { keys, save };
}

interface RowProps { readonly act: DeskAct; readonly listens: boolean; readonly wrong: string | undefined; readonly choose: () => void; readonly leave: () => void }

function KeyRow({ act, listens, wrong, choose, leave }: RowProps) {
  const bound = useBound();
  const { say } = deskActs[act];
  return (
    <li className="keyrow">
      <span className="sm">{say}</span>
      <button type="button" className={listens ? "btn on" : "btn"} aria-label={`${say}: ${listens ? "press the new key" : bound[act]}`} aria-describedby={wrong ? `wrong-${act}` : undefined} onClick={choose} onBlur={() => { if (listens) leave(); }}>{listens ? "Press it" : <Kbd>{bound[act]}</Kbd>}</button>
      {wrong && <p className="wrong sm wide" id={`wrong-${act}`} role="alert"><Icon name="alert-triangle" />{wrong}</p>}
    </li>
  );
}

interface ChooserProps { readonly save: (keys: DeskKeys) => Promise<Trouble | undefined>; readonly close: () => void }
interface Doing { readonly listening?: DeskAct; readonly wrong?: { readonly act: DeskAct; readonly say: string }; readonly trouble?: Trouble; readonly done?: string }

/** In the left column, so that nothing of it lies over a call. */
export function KeyChooser({ save, close }: ChooserProps) {
  const bound = useBound();
  const [doing, setDoing] = useState<Doing>({});
  const { listening, wrong, trouble } = doing;
  const keep = (keys: DeskKeys, done: string) => void save(keys).then((failed) => setDoing(failed ? { trouble: failed } : { done }));
  useNextKey(listening !== undefined, (key) => {
    if (!listening || key === undefined) return setDoing({});
    const keys = { ...bound, [listening]: key };
    const fault = keyFault(keys);
    if (fault) return setDoing({ wrong: { act: listening, say: fault.act === listening ? fault.say : `${key} is taken: ${deskActs[fault.act].say}. Choose another.` } });
    setDoing({});
    keep(keys, `${deskActs[listening].say}: ${key}`);
  });
  return (
    <section className="stack keychooser" aria-label="Keys of the desk" onKeyDown={(event) => { if (event.key === "Escape") close(); }}>
      <div className="row"><h2 className="head">Keys of the desk</h2><Button className="right" tone="bare" keys="Esc" autoFocus onClick={close}>Close</Button></div>
      <p className="sm t2 pad">They are yours, and hold wherever you sign in. Choose one, then press its new key.</p>
      <ul>{(Object.keys(deskActs) as DeskAct[]).map((act) => <KeyRow key={act} act={act} listens={listening === act} wrong={wrong?.act === act ? wrong.say : undefined} choose={() => setDoing({ listening: act })} leave={() => setDoing({})} />)}</ul>
      {trouble && <ProblemNote what="The keys stay as they were" trouble={trouble} />}
      <p className="sr" role="status">{listening ? `Press the new key for: ${deskActs[listening].say}. Escape keeps the old one.` : (doing.done ?? "")}</p>
      <Button tone="bare" icon="refresh" onClick={() => keep(usualKeys, "The usual keys are back.")}>Back to the usual keys</Button>
    </section>
  );
}
