import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";

/** A Tabler icon as a mask: names as in icons.css, without the `i-`. Decoration unless it has a label. */
export function Icon({ name, size = 16, label, tone }: { readonly name: string; readonly size?: 16 | 20 | 24; readonly label?: string; readonly tone?: "lamp" | "sage" | "dim" }) {
  const classes = ["i", `i-${name}`, size === 16 ? "" : `i${size}`, tone ? `i-tone-${tone}` : ""].filter(Boolean).join(" ");
  return label ? <i className={classes} role="img" aria-label={label} /> : <i className={classes} aria-hidden="true" />;
}

export const Kbd = ({ children }: { readonly children: ReactNode }) => <kbd>{children}</kbd>;

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
  /** lamp: needed now (at most one on a screen). strong: the main act. There is no red button. */
  readonly tone?: "lamp" | "strong" | "plain" | "bare" | undefined;
  readonly big?: boolean | undefined;
  readonly icon?: string;
  /** The key that does the same, shown on the button. */
  readonly keys?: string | undefined;
  /** Cannot act yet: stays focusable and says why elsewhere (`aria-describedby`). */
  readonly inert?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

const buttonClass = ({ tone, big, className }: Pick<ButtonProps, "tone" | "big" | "className">): string =>
  ["btn", tone && tone !== "plain" && `btn-${tone}`, big && "btn-big", className].filter(Boolean).join(" ");
const ariaKeys = (keys: string | undefined) => keys?.replace("Ctrl ", "Control+").replace("Alt ", "Alt+");
const stay = (event: MouseEvent<HTMLButtonElement>) => event.preventDefault();

export function Button({ tone, big, icon, keys, inert, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={buttonClass({ tone, big, className })} aria-disabled={inert ? true : undefined} aria-keyshortcuts={ariaKeys(keys)} onClick={inert ? stay : onClick}>
      {icon && <Icon name={icon} size={big ? 20 : 16} />}{children}{keys && <> <Kbd>{keys}</Kbd></>}
    </button>
  );
}

/** State is never colour alone: a tag is an icon and a word. */
export function Tag({ tone, plain = false, icon, children, role }: { readonly tone?: "lamp" | "red" | "sage" | "ice"; readonly plain?: boolean; readonly icon: string; readonly children: ReactNode; readonly role?: string }) {
  const classes = ["tag", plain ? "tag-plain" : "", tone ? `tag-${tone}` : ""].filter(Boolean).join(" ");
  return <span className={classes} role={role}><Icon name={icon} />{children}</span>;
}

/** A native checkbox that looks like the kit's box. */
export function Check({ on, onChange, children, label, keys, ref }: { readonly on: boolean; readonly onChange: (on: boolean) => void; readonly children?: ReactNode; readonly label?: string; readonly keys?: string; readonly ref?: Ref<HTMLInputElement> }) {
  return (
    <label className="check">
      <input ref={ref} type="checkbox" className="box" checked={on} aria-label={label} onChange={(event) => onChange(event.currentTarget.checked)} />
      {children}{keys && <Kbd>{keys}</Kbd>}
    </label>
  );
}

/** What keeps the browser and its add-ons from storing, checking, translating or filling what is typed about a patient. */
export const privateInput = {
  autoComplete: "one-time-code", autoCorrect: "off", autoCapitalize: "off", spellCheck: false, translate: "no",
  "data-1p-ignore": "true", "data-lpignore": "true", "data-bwignore": "true", "data-form-type": "other", "data-gramm": "false", "data-enable-grammarly": "false",
} as const;

/** A label, one input, a hint or what is wrong. Pass the input itself as the child, with the same id. */
export function Field({ id, label, hint, wrong, children }: { readonly id: string; readonly label: string; readonly hint?: ReactNode; readonly wrong?: string | undefined; readonly children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && <span className="hint" id={`${id}-hint`}>{hint}</span>}
      {wrong && <span className="wrong" id={`${id}-wrong`} role="alert"><Icon name="alert-triangle" />{wrong}</span>}
    </div>
  );
}
