import { Suspense, lazy, useEffect, type ComponentType, type LazyExoticComponent } from "react";
import type { Me } from "../../contract/index.ts";
import { Button, ProblemNote, Waiting } from "../ui/index.ts";
import { IdleGuard } from "./idle.tsx";
import { Notice, SignInNewsLine } from "./notice.tsx";
import { leadOn, usePath } from "./route.tsx";
import { useSession } from "./session.tsx";
import { AcceptInvitation, FirstAdministrator, SignIn } from "../sign-in/index.ts";

/** Each room is `web/<room>/room.tsx` with a default export that takes no props; it is fetched when somebody enters it. */
type RoomName = Me["room"];
const files = import.meta.glob<{ default: ComponentType }>("../*/room.tsx");
const rooms: Record<string, LazyExoticComponent<ComponentType> | undefined> = Object.fromEntries(Object.entries(files).map(([file, fetch]) => [file.split("/")[1], lazy(fetch)]));

const firstPart = (path: string): string => path.split("/")[1] ?? "";
const titles: Record<RoomName, string> = { desk: "Compline: desk", office: "Compline: office", practice: "Compline: practice", clinician: "Compline" };

/** A page of everybody's own, whatever their room. */
const MINE = "my-sign-in";
const MySignIn = lazy(() => import("../sign-in/my-sign-in.tsx").then(({ MySignIn: Page }) => ({ default: Page })));

/** These two forget by themselves what is not theirs any more: one keeps a live call and what is typed, the other goes on ringing. */
const forgetsItself = new Set<RoomName>(["desk", "clinician"]);

function RoomOf({ me, path }: { readonly me: Me; readonly path: string }) {
  const { turn } = useSession();
  const asked = firstPart(path) as RoomName;
  const name = me.rooms.includes(asked) ? asked : me.room;
  const own = firstPart(path) === MINE && me.session.state === "open";
  useEffect(() => { if (!own && name !== asked) leadOn({ from: path, within: `/${asked}`, to: `/${name}` }); }, [own, name, asked, path]);
  useEffect(() => { document.title = own ? "Compline: my sign-in" : titles[name]; }, [own, name]);
  if (own) return <Suspense fallback={<Waiting say="Opening" />}><MySignIn /></Suspense>;
  // A locked phone shows its lock whatever the address; unlocking leads back to it.
  const Room = rooms[me.session.state === "locked" ? "clinician" : name];
  if (!Room) return <main className="box1"><h1>This room is not built yet</h1><p className="t2">{titles[name]}</p></main>;
  return <Suspense fallback={<Waiting say="Opening the room" />}><Room key={forgetsItself.has(name) ? name : `${name} ${turn}`} /></Suspense>;
}

function Away({ say, again }: { readonly say: string; readonly again: () => void }) {
  return (
    <main className="box1">
      <ProblemNote what="Compline does not answer" trouble={{ say, kind: "unreachable" }} safe="Nothing was changed by this. Calls are answered by the server, not by this page." next="Try again; if it lasts, ring your supervisor." acts={<Button tone="strong" icon="refresh" onClick={again}>Try again</Button>} />
    </main>
  );
}

function Gate({ path }: { readonly path: string }) {
  const { session, ask } = useSession();
  if (session.state === "asking") return <Waiting say="Asking who you are" rows={0} />;
  if (session.state === "away") return <Away say={session.trouble.say} again={ask} />;
  if (session.state === "out") return <SignIn />;
  const lapsed = session.state === "lapsed";
  // The room stays mounted while somebody signs in again: a call goes on, what is typed stays, and nobody passing by can read it.
  return (
    <>
      {lapsed && <SignIn again={session.me} />}
      <div className="house" hidden={lapsed}>
        <Notice notice={session.me.notice} />
        {session.me.session.state === "open" && <SignInNewsLine count={session.me.signInNews} />}
        <IdleGuard me={session.me} />
        <RoomOf me={session.me} path={path} />
      </div>
    </>
  );
}

/** Pages with a secret in the fragment, which no server and no log sees: /first-administrator#token, /invitation#token. */
const openPages: Record<string, ComponentType> = { "first-administrator": FirstAdministrator, invitation: AcceptInvitation };
const publicParts = new Set(["pickup", "sign"]);

export function App() {
  const path = usePath();
  const part = firstPart(path);
  const Open = openPages[part];
  if (Open) return <Open />;
  const Public = rooms["public"];
  if (publicParts.has(part) && Public) return <Suspense fallback={<Waiting say="Opening" />}><Public /></Suspense>;
  return <Gate path={path} />;
}
