import { useState, type FormEvent } from "react";
import { api } from "../api/index.ts";
import { base64Of } from "../api/base64.ts";
import { useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { useMe } from "../app/session.tsx";
import { Button, Field, Icon } from "../ui/index.ts";
import { instantAt } from "../practice/oncall/wall.ts";
import { Input, Outcome, zoneWord } from "../practice/parts.tsx";

const MIB = 1024 * 1024;
const PDF_MIB_MAX = 10;
interface Chosen { readonly name: string; readonly base64: string; readonly sha256: string; readonly bytes: number }

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Reads the file here and computes its SHA-256 (FIPS 180-4), so that it can be compared with the paper's before it is recorded. */
export async function chosenFile(file: File): Promise<Chosen | string> {
  if (file.size > PDF_MIB_MAX * MIB) return `This file is ${Math.ceil(file.size / MIB)} MiB. The limit is ${PDF_MIB_MAX} MiB.`;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (new TextDecoder().decode(bytes.subarray(0, 5)) !== "%PDF-") return "This file is not a PDF. Choose the signed agreement as a PDF.";
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { name: file.name, base64: base64Of(bytes), sha256: hex(hash), bytes: bytes.length };
}

function PdfField({ chosen, wrong, choose }: { readonly chosen: Chosen | undefined; readonly wrong: string | undefined; readonly choose: (file: File) => void }) {
  return (
    <Field id="pdf" label="The signed agreement, as PDF" wrong={wrong} hint={chosen ? undefined : `At most ${PDF_MIB_MAX} MiB.`}>
      <input id="pdf" className="input file" type="file" accept="application/pdf,.pdf" aria-describedby={wrong ? "pdf-wrong" : undefined} onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) choose(file); }} />
      {chosen && <div className="sm" role="status"><span className="row"><Icon name="file-text" />{chosen.name}, {Math.ceil(chosen.bytes / 1024)} KiB</span><span className="t2">SHA-256</span> <span className="num hash">{chosen.sha256}</span></div>}
    </Field>
  );
}

const empty = { effective: "", ends: "", signedOn: "", signer: "" };

/** Records a signed BAA. Its file, its hash and its instants are kept as they were recorded. */
export function RecordAgreement({ client, recorded }: { readonly client: string; readonly recorded: () => void }) {
  const { zone } = useMe();
  const { value: form, put: setForm, drop } = useKept(`new-agreement/${client}`, empty);
  const [file, setFile] = useState<Chosen>();
  const [fault, setFault] = useState<string>();
  // A file input cannot be emptied: after recording it is a new one.
  const [turn, setTurn] = useState(0);
  const sending = useSending();
  const put = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }));
  const choose = (picked: File) => void chosenFile(picked).then((got) => { setFile(typeof got === "string" ? undefined : got); setFault(typeof got === "string" ? got : undefined); });
  const ready = file !== undefined && form.effective !== "" && form.signedOn !== "" && form.signer.trim() !== "" && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body = { effectiveAt: instantAt(zone, form.effective), endsAt: form.ends ? instantAt(zone, form.ends) : null, signedOn: form.signedOn, signer: form.signer.trim(), fileName: file.name, pdfBase64: file.base64 };
    sending.send(() => api.recordAgreement({ params: { client }, body }), () => { drop(); setFile(undefined); setTurn((old) => old + 1); recorded(); });
  };
  return (
    <form className="panel pad stack" onSubmit={submit} aria-labelledby="record" noValidate>
      <h2 id="record">Record a signed agreement</h2>
      <PdfField key={turn} chosen={file} wrong={fault ?? sending.wrong("pdfBase64")} choose={choose} />
      <Input id="signer" label="Signed by" value={form.signer} maxLength={120} wrong={sending.wrong("signer")} onText={(signer) => put({ signer })} />
      <Input id="signedOn" label="Signed on" type="date" value={form.signedOn} wrong={sending.wrong("signedOn")} onText={(signedOn) => put({ signedOn })} />
      <Input id="effective" label={`In force from, ${zoneWord(zone)} time`} type="datetime-local" value={form.effective} wrong={sending.wrong("effectiveAt")} hint="The numbers ring from this minute." onText={(effective) => put({ effective })} />
      <Input id="ends" label={`Until, ${zoneWord(zone)} time`} type="datetime-local" value={form.ends} wrong={sending.wrong("endsAt")} hint="Empty: until it is ended." onText={(ends) => put({ ends })} />
      <Outcome sending={sending} what="Nothing was recorded" done="Recorded, with its file and hash." at={["pdfBase64", "signer", "signedOn", "effectiveAt", "endsAt"]} />
      <div><Button type="submit" tone="strong" inert={!ready}>{sending.busy ? "Recording" : "Record it"}</Button></div>
    </form>
  );
}
