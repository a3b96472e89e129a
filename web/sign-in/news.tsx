import type { SignInNews } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe, useSession } from "../app/session.tsx";
import { Outcome, Shown } from "../practice/parts.tsx";
import { Button, Icon, moment } from "../ui/index.ts";

const NOBODY_ASKED = "If you did not ask for this, ring your supervisor.";
/** What was done, as its person reads it. */
const words: Record<SignInNews["kind"], (by: string) => string> = {
  "devices-forgotten": (by) => `${by} made Compline forget every phone and workstation of yours: your passkeys are gone, and no phone of yours is woken. Sign in with password and code, and make a passkey anew. ${NOBODY_ASKED}`,
  "proofs-reset": (by) => `${by} ended your password, your authenticator and every passkey, and made a link for you. ${NOBODY_ASKED}`,
  "signed-out": (by) => `${by} signed you out on every window and phone. ${NOBODY_ASKED}`,
  disabled: (by) => `${by} disabled your sign-in; it has been enabled again.`,
  "workstation-forgotten": () => "Too many sign-ins in your name failed at a workstation of yours, so it does not know you any more. Your next sign-in there may have to wait. If it was not you, change your password and ring your supervisor.",
  "pin-locked": () => "Three wrong telephone PINs were keyed in your name, so your PIN has to wait. If it was not you, ring your supervisor: somebody may know your person code.",
  "pin-ended": () => "Fifty wrong telephone PINs in a row were keyed in your name, so your PIN is over. Set another one here. If it was not you, ring your supervisor.",
};

export const sayNews = ({ kind, by }: Pick<SignInNews, "kind" | "by">): string => words[kind](by ?? "The service");

function One({ news, seen }: { readonly news: SignInNews; readonly seen: () => void }) {
  const { zone } = useMe();
  const sending = useSending();
  return (
    <li className="listrow">
      <Icon name={news.seenAt ? "circle-check" : "alert-triangle"} size={20} tone={news.seenAt ? "dim" : "lamp"} />
      <div className="grow"><p>{sayNews(news)}</p><div className="sm t2 tn">{moment(zone, news.at)}{news.seenAt && `, seen ${moment(zone, news.seenAt)}`}</div>{sending.trouble && <Outcome sending={sending} what="It still stands as not seen" />}</div>
      {!news.seenAt && <Button inert={sending.busy} onClick={() => sending.send(() => api.seeSignInNews({ params: { news: news.id }, body: {} }), seen)}>I have seen it</Button>}
    </li>
  );
}

/** What others did to one's own sign-in. Nothing is shown to somebody of whom there is nothing to tell. */
export function News() {
  const { ask } = useSession();
  const asked = useAsked(() => api.signInNews(), "mine");
  const seen = () => { asked.again(); ask(); };
  return (
    <Shown asked={asked} say="Looking whether anything was changed" what="What others changed is not here">
      {({ news }) => news.length > 0 && (
        <section className="panel pad stack" aria-labelledby="news">
          <h2 id="news">What others changed</h2>
          <ul>{news.map((one) => <One key={one.id} news={one} seen={seen} />)}</ul>
        </section>
      )}
    </Shown>
  );
}
