import { Input } from "./parts.tsx";

interface SecondsProps { readonly id: string; readonly label: string; readonly value: number; readonly between: readonly [number, number]; readonly hint?: string; readonly put: (value: number) => void }
/** A whole number within its limits, whatever is typed. */
export function Seconds({ between: [least, most], value, put, ...rest }: SecondsProps) {
  return <Input {...rest} type="number" min={least} max={most} value={value} onText={(text) => put(Math.min(most, Math.max(least, Math.trunc(Number(text)) || least)))} />;
}
