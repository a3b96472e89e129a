import { useEffect } from "react";

/** Off: nothing needs a hand. Amber: something does. Red: an urgent message nobody has taken. */
export type Lamp = "off" | "amber" | "red";
const says: Record<Lamp, string> = { off: "Nothing needs a hand", amber: "Something needs a hand", red: "An urgent message is not taken" };

export function Mark({ lamp = "off" }: { readonly lamp?: Lamp }) {
  return <span className="mark" data-lamp={lamp} role="img" aria-label={says[lamp]} />;
}

export function Brand({ lamp = "off" }: { readonly lamp?: Lamp }) {
  return <span className="row brandrow"><Mark lamp={lamp} /><span className="word">Compline</span></span>;
}

/** The same lamp on the tab, so that a window behind another one shows it. The title never says more than the room. */
export function useLamp(lamp: Lamp): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("#lamp");
    if (icon) icon.href = `/mark-${lamp}.svg`;
    return () => { if (icon) icon.href = "/mark-off.svg"; };
  }, [lamp]);
}
