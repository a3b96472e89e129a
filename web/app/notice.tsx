import type { Me } from "../../contract/index.ts";
import { Icon } from "../ui/index.ts";

const says = {
  demo: "Demo: made-up practices and people. Type nothing about a real patient.",
  evaluation: "Evaluation: not set up for real patients. Type nothing about a real patient.",
} as const;

export function Notice({ notice }: { readonly notice: Me["notice"] }) {
  return notice ? <aside className="notice" aria-label="Notice"><Icon name="info-circle" />{says[notice]}</aside> : null;
}
