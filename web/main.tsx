import "./api/zod-jitless.ts";
import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/mantine.css";
import "./ui/icons.css";
import "./ui/kit.css";
import "./ui/parts.css";
import "./app/app.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { showLook, useLook } from "./app/look.ts";
import { SessionProvider } from "./app/session.tsx";
import { theme } from "./ui/index.ts";

function Compline() {
  const [look] = useLook();
  return (
    <MantineProvider theme={theme} forceColorScheme={look} withCssVariables={false} withGlobalClasses={false}>
      <SessionProvider><App /></SessionProvider>
    </MantineProvider>
  );
}

showLook();
const room = document.querySelector("#room");
if (room) createRoot(room).render(<StrictMode><Compline /></StrictMode>);
