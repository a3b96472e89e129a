import { useState } from "react";
import type { z } from "zod";
import type { SeenHole } from "../../contract/index.ts";
import type { Ladder } from "../../contract/office.ts";
import { api } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { Tag } from "../ui/index.ts";
import { Opens, seenIn } from "./oncall/coverage.tsx";

export interface LadderProof {
  /** The first gap that saving this would open; null: none, or it is not known yet. */
  readonly opens: Parameters<typeof Opens>[0]["of"]["opens"];
  readonly holes: number;
  readonly named: boolean;
  readonly name: (yes: boolean) => void;
  /** What is named when it is saved. */
  readonly seen: SeenHole | undefined;
  /** It was gone through, and opens nothing. */
  readonly covered: boolean;
  /** Nothing that is known stands against saving: the server has the last word. */
  readonly clear: boolean;
  readonly wrong: (field: string) => string | undefined;
}

/** [W119] What a ladder would open, asked anew with each change of it; undefined: nothing is about to be saved. */
export function useLadderProof(account: string, draft: z.infer<typeof Ladder> | undefined): LadderProof {
  const [ticked, setTicked] = useState<string>();
  const about = JSON.stringify([account, draft ?? null]);
  const { value: proof } = useAsked(() => (draft ? api.proveLadder({ params: { account }, body: draft }) : Promise.resolve({ ok: true as const, value: undefined })), about);
  const opens = proof?.first ?? null;
  const key = JSON.stringify([about, opens]);
  const named = opens !== null && ticked === key;
  const never = proof?.unreachable ?? null;
  return {
    opens, named, holes: proof?.holes ?? 0, name: (yes) => setTicked(yes ? key : undefined), seen: proof && named ? seenIn(proof) : undefined,
    covered: proof !== undefined && opens === null && never === null, clear: opens === null || named,
    wrong: (field) => (never && field === `steps.${never.step}` ? never.say : undefined),
  };
}

/** A ladder that opens a gap is saved by whoever has named it: the box says which. */
export function LadderOpens({ zone, of, act }: { readonly zone: string; readonly of: LadderProof; readonly act: string }) {
  if (of.covered) return <p className="row"><Tag tone="sage" icon="check">Opens no gap</Tag><span className="sm">No minute of the next 60 days is less covered with it than without.</span></p>;
  return (
    <>
      <Opens zone={zone} of={of} act={act} />
      {of.holes > 1 && <p className="sm t2">It is the first of {of.holes} such stretches in the next 60 days.</p>}
    </>
  );
}
