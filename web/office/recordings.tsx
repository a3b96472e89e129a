import { useState } from "react";
import type { Account } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { Button, EmptyState, Tag, clock, day, lasted } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { Shown } from "../practice/parts.tsx";
import { Recording } from "../practice/recording.tsx";

type Talk = Value<"talkRecordings">["rows"][number];
interface Before { readonly before: string; readonly beforeCall: string }

type Part = Talk["parts"][number];

/** A recording begins anew when somebody joins the talk, and when another node goes on with the call: each piece has two sides. */
export function piecesOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const pieces: Part[][] = [];
  for (const part of parts) {
    const piece = pieces.find((one) => one.every(({ side }) => side !== part.side));
    if (piece) piece.push(part);
    else pieces.push([part]);
  }
  return pieces;
}

/** Of each piece the longer side is how long it was; a file whose writer died may not know. */
export const lengthOf = ({ parts }: Pick<Talk, "parts">): string => {
  const known = piecesOf(parts).map((piece) => piece.flatMap(({ seconds }) => seconds ?? [])).filter((lengths) => lengths.length > 0);
  return known.length === 0 ? "not known" : lasted(known.reduce((sum, lengths) => sum + Math.max(...lengths), 0));
};

const sides = { caller: "caller’s side", operator: "operator’s side" } as const;

const parties = { caller: "the caller’s State", account: "the practice’s State", operator: "the operator’s State" } as const;
/** Under which law a talk was recorded. */
function lawOf({ law }: Pick<Talk, "law">): string {
  if (!law) return "Announced";
  if (law.law === "one-party" || !law.because) return "Announced. No State of the three asks for more than one party";
  return law.state ? `Announced. ${law.state}, ${parties[law.because]}, asks for all parties: ${law.citation}` : `Announced. ${parties[law.because].replace("the", "The")} is not known, so all parties were asked`;
}

function Row({ talk, zone }: { readonly talk: Talk; readonly zone: string }) {
  const pieces = piecesOf(talk.parts);
  const when = `${day(zone, talk.at)}, ${clock(zone, talk.at, { zone: true })}`;
  return (
    <tr role="row">
      <td role="cell" className="tn nowrap">{when}</td>
      <td role="cell">{talk.operator ?? "Nobody"}</td>
      <td role="cell" className="tn">{lengthOf(talk)}{talk.parts.some(({ cut }) => cut) && <> <Tag icon="alert-triangle">Cut short</Tag></>}</td>
      <td role="cell" className="sm t2">{lawOf(talk)}</td>
      <td role="cell"><div className="row wrap">{pieces.flatMap((piece, at) => piece.map(({ recording, side }) => <Recording key={recording} recording={recording} say={`Hear the ${sides[side]}${pieces.length > 1 ? `, part ${at + 1}` : ""}`} about={`, ${when}`} />))}</div></td>
    </tr>
  );
}

/** Recorded talks of one practice. Voicemails stand with their messages. */
export function RecordingsPage({ account }: { readonly account: Pick<Account, "id" | "zone" | "recording"> }) {
  const [pages, setPages] = useState<readonly Before[]>([]);
  const body = pages.at(-1) ?? {};
  const asked = useAsked(() => api.talkRecordings({ params: { account: account.id }, body }), JSON.stringify(body));
  return (
    <>
      <Title title="Recordings" about="Talks, newest first. Listing and hearing them is written down"><Button icon="refresh" onClick={asked.again}>Look again</Button></Title>
      <Shown asked={asked} say="Fetching the recordings" what="The recordings are not here">
        {({ rows, more }) => (rows.length === 0 ? <div className="panel"><EmptyState icon="circle-dot" title="No recorded talk">{account.recording ? "A talk stands here once it is over, if the caller had heard the notice." : "This practice does not record talks. Voicemails stand with their messages."}</EmptyState></div> : (
          <div className="stack">
            <div className="panel scroll-x" tabIndex={0} role="group" aria-label="Recordings"><table className="table cards" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">When</th><th role="columnheader" scope="col">Operator</th><th role="columnheader" scope="col">Length</th><th role="columnheader" scope="col">Consent</th><th role="columnheader" scope="col">Hear</th></tr></thead>
              <tbody role="rowgroup">{rows.map((talk) => <Row key={talk.call} talk={talk} zone={account.zone} />)}</tbody></table></div>
            <div className="row">{pages.length > 0 && <Button icon="chevron-left" onClick={() => setPages(pages.slice(0, -1))}>Newer</Button>}{more && <Button onClick={() => { const last = rows.at(-1); if (last) setPages([...pages, { before: last.at, beforeCall: last.call }]); }}>Older</Button>}</div>
          </div>))}
      </Shown>
    </>
  );
}
