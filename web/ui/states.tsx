import { useEffect, useState, type ReactNode } from "react";
import type { Trouble } from "../api/index.ts";
import { Icon } from "./controls.tsx";

/** An empty list says what to do. */
export function EmptyState({ icon, title, children, act }: { readonly icon: string; readonly title: string; readonly children?: ReactNode; readonly act?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={24} />
      <b>{title}</b>
      {children && <p>{children}</p>}
      {act}
    </div>
  );
}

const WAIT_SHOWN_AFTER_MS = 300;

/** Nothing for 0.3 s, then what is being fetched. */
export function Waiting({ say, rows = 3 }: { readonly say: string; readonly rows?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), WAIT_SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className="waiting" aria-busy="true">
      {Array.from({ length: rows }, (_, row) => <div key={row} className="skr" aria-hidden="true"><div className="sk" /><div className="sk" /><div className="sk" /></div>)}
      <p role="status">{say}</p>
    </div>
  );
}

interface ProblemProps {
  readonly what: string;
  readonly trouble: Pick<Trouble, "say" | "kind">;
  readonly safe?: string;
  readonly next?: ReactNode;
  readonly acts?: ReactNode;
}
const nextOf: Record<Trouble["kind"], string> = {
  refused: "Change what it names and try again.",
  "signed-out": "Sign in again; this page stays as it is.",
  unreachable: "Try again. It cannot happen twice.",
};

/** What happened, what is safe, what next. */
export function ProblemNote({ what, trouble, safe, next, acts }: ProblemProps) {
  return (
    <div className="problem" role="status">
      <b>{what}</b>
      <ul>
        <li><Icon name="info-circle" /><span>{trouble.say}</span></li>
        {safe && <li><Icon name="cloud-check" /><span>{safe}</span></li>}
        <li><Icon name="arrow-right" /><span>{next ?? nextOf[trouble.kind]}</span></li>
      </ul>
      {acts && <div className="row wrap">{acts}</div>}
    </div>
  );
}
