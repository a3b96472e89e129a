import type { Me } from "../../contract/index.ts";
import { Icon } from "../ui/index.ts";
import { Link } from "./route.tsx";

const says = {
  demo: "Demo: made-up practices and people. Type nothing about a real patient.",
  evaluation: "Evaluation: not set up for real patients. Type nothing about a real patient.",
} as const;

/** Somebody took away what this person signs in with: they are told wherever they are, and read it on their own page. */
export function SignInNewsLine({ count }: { readonly count: number | undefined }) {
  if (!count) return null;
  return <div className="notice notice-lamp" role="status" aria-label="Your sign-in"><Icon name="key" />Somebody changed what you sign in with. <Link to="/my-sign-in">Read it under My sign-in</Link></div>;
}

export function Notice({ notice }: { readonly notice: Me["notice"] }) {
  return notice ? <aside className="notice" aria-label="Notice"><Icon name="info-circle" />{says[notice]}</aside> : null;
}
