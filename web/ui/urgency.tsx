import { useId, type Ref } from "react";
import type { Urgency } from "../../contract/index.ts";
import { Icon, Tag } from "./controls.tsx";

export const urgencies: readonly Urgency[] = ["emergency", "urgent", "routine"];
const words: Record<Urgency, string> = { emergency: "Emergency", urgent: "Urgent", routine: "Routine" };
export const urgencyWord = (urgency: Urgency): string => words[urgency];
/** True when the first is graver than the second. */
export const graver = (one: Urgency, other: Urgency): boolean => urgencies.indexOf(one) < urgencies.indexOf(other);

/** Red only while it is grave and nobody has taken it. */
export function UrgencyTag({ urgency, taken }: { readonly urgency: Urgency; readonly taken: boolean }) {
  if (urgency === "routine" || taken) return <Tag icon={urgency}>{words[urgency]}</Tag>;
  return <Tag icon={urgency} tone="red">{words[urgency]}, not taken</Tag>;
}

interface PickerProps {
  readonly value: Urgency;
  /** The least urgency allowed: lower choices are struck through. */
  readonly floor?: Urgency | undefined;
  readonly onChange: (urgency: Urgency) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** Three words with shapes. Chosen is white, not red: nobody has failed to take it yet. */
export function UrgencyPicker({ value, floor, onChange, ref }: PickerProps) {
  const name = useId();
  return (
    <div className="seg" role="radiogroup" aria-label="Urgency">
      {urgencies.map((urgency) => (
        <label key={urgency}>
          <input ref={urgency === value ? ref : undefined} type="radio" name={name} checked={urgency === value} disabled={floor !== undefined && graver(floor, urgency)} onChange={() => onChange(urgency)} />
          <Icon name={urgency} />{words[urgency]}
        </label>
      ))}
    </div>
  );
}
