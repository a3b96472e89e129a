import type { ReactNode } from "react";
import type { Agreement } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Tag, day, moment } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { Outcome, Shown } from "./parts.tsx";

const words: Record<Agreement["state"], string> = { "in-force": "In force", "not-yet": "Not yet in force", suspended: "Suspended", expired: "Expired", ended: "Ended" };
export function AgreementTag({ state }: Pick<Agreement, "state">) {
  return state === "in-force" ? <Tag tone="sage" icon="shield-check">{words[state]}</Tag> : <Tag icon={state === "not-yet" ? "clock" : "ban"}>{words[state]}</Tag>;
}

/** Hands the browser a file it was given; nothing stays in its cache. */
function keep(fileName: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: fileName });
  link.click();
  URL.revokeObjectURL(address);
}

function Download({ agreement }: { readonly agreement: Agreement }) {
  const sending = useSending();
  const fetchFile = () => sending.send(() => api.agreementFile({ params: { client: agreement.client, agreement: agreement.id } }), (file) => keep(file.fileName, file.pdfBase64));
  return <div className="stack filed"><Button icon="download" inert={sending.busy} onClick={fetchFile}>{agreement.fileName}</Button><Outcome sending={sending} what="The file was not fetched" done="Checked against its hash, and handed to your browser." /></div>;
}

/** One record: what was signed, by whom, since when and until when, and its file. */
export function AgreementRecord({ agreement, zone, children }: { readonly agreement: Agreement; readonly zone: string; readonly children?: ReactNode }) {
  return (
    <li className="panel pad stack">
      <div className="row wrap"><AgreementTag state={agreement.state} /><b>Business associate agreement</b><span className="right sm t2">signed {day("UTC", `${agreement.signedOn}T12:00:00Z`)} by {agreement.signer}</span></div>
      <dl className="lines2">
        <div><dt>From</dt><dd className="tn">{moment(zone, agreement.effectiveAt)}</dd></div>
        <div><dt>Until</dt><dd className="tn">{agreement.endsAt ? moment(zone, agreement.endsAt) : "Until it is ended"}</dd></div>
        {agreement.suspendedAt && <div><dt>Suspended</dt><dd className="tn">{moment(zone, agreement.suspendedAt)}</dd></div>}
        {agreement.endedAt && <div><dt>Ended</dt><dd className="tn">{moment(zone, agreement.endedAt)}</dd></div>}
        <div><dt>SHA-256</dt><dd className="num hash">{agreement.sha256}</dd></div>
      </dl>
      <div className="row wrap"><Download agreement={agreement} />{children}</div>
    </li>
  );
}

/** The practice's own agreements, to read and to keep. */
export function AgreementsPage({ client }: { readonly client: string }) {
  const { zone } = useMe();
  const asked = useAsked(() => api.agreements({ params: { client } }), client);
  return (
    <>
      <Title title="Agreements" about="No agreement, no ring: your numbers answer only while one is in force." />
      <Shown asked={asked} say="Fetching the agreements" what="The agreements are not here">
        {({ agreements }) => (agreements.length === 0 ? <EmptyState icon="certificate" title="No agreement is recorded">Until one is, your numbers do not ring. Ask your answering service for the agreement to sign.</EmptyState> : <ul className="stack gap4">{agreements.map((agreement) => <AgreementRecord key={agreement.id} agreement={agreement} zone={zone} />)}</ul>)}
      </Shown>
    </>
  );
}
