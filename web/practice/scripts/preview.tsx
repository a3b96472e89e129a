import type { ScriptBody } from "../../../contract/index.ts";
import { Icon, urgencyWord } from "../../ui/index.ts";
import { kindWords, meaningWords } from "./draft.ts";

/** The script as the operator sees it: read aloud from large type, in this order. */
export function Preview({ greeting, script }: { readonly greeting: string; readonly script: ScriptBody }) {
  return (
    <section className="panel pad asop" aria-labelledby="preview">
      <h2 id="preview">As the operator sees it</h2>
      <p className="sm t2">Say</p>
      <p className="say">{greeting}</p>
      <ol>
        {script.items.map((item) => (
          <li className="q" key={item.id}>
            <Icon name={item.kind === "say" ? "quote" : "circle"} tone="dim" />
            <div><span className="sm t2">{item.label}{item.required && ", needed"}{item.meaning && `, ${meaningWords[item.meaning].toLowerCase()}`}</span>
              <p className="say">{item.ask || "…"}</p>
              {item.kind !== "say" && <span className="sm t3">{item.kind === "choice" ? (item.choices ?? []).filter(Boolean).join(" / ") : kindWords[item.kind]}</span>}</div>
          </li>
        ))}
      </ol>
      {script.redFlags.length > 0 && <div className="stack">{script.redFlags.map((flag) => <p key={flag.id} className="flagsay"><b className="row"><Icon name={flag.urgency} />{flag.words.join(", ") || "…"}</b>{urgencyWord(flag.urgency)} at least. Says: “{flag.say || "…"}”</p>)}</div>}
      <p className="sm t3">Without a red flag: {urgencyWord(script.defaultUrgency)}.</p>
    </section>
  );
}
