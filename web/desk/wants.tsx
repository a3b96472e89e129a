import type { CallRow } from "../../contract/index.ts";
import { Tag } from "../ui/index.ts";

type Wants = NonNullable<CallRow["wants"]>;
const choices: Partial<Record<NonNullable<Wants["choice"]>, readonly [icon: string, say: string]>> = { office: ["building", "For the office"], voicemail: ["record-mail", "Chose a message"], "check-in": ["stethoscope", "Doctor or office"] };

/** What the caller chose in the menu, the gravest first; nothing of a caller who was asked nothing. */
export function wantsWords({ choosing, language, urgent, choice, needsInterpreter }: Wants): readonly (readonly [icon: string, say: string, lamp?: boolean])[] {
  const chosen = choice === null || choice === "none" ? undefined : choices[choice];
  return [
    ...(urgent ? [["urgent", "Cannot wait", true] as const] : []),
    ...(needsInterpreter ? [["message", `${languageWord[language]}: needs an interpreter`, true] as const] : language === "es" ? [["message", "Spanish"] as const] : []),
    ...(chosen ? [chosen] : []), ...(choosing ? [["dialpad", "Hears the menu"] as const] : []),
  ];
}
const languageWord = { en: "English", es: "Spanish" } as const;

export function WantsTags({ wants }: { readonly wants: CallRow["wants"] }) {
  if (!wants) return null;
  return <>{wantsWords(wants).map(([icon, say, lamp]) => <Tag key={say} icon={icon} {...(lamp ? { tone: "lamp" as const } : { plain: true })}>{say}</Tag>)}</>;
}
