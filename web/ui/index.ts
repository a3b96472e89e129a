export { theme } from "./theme.ts";
export { Brand, Mark, useLamp, type Lamp } from "./mark.tsx";
export { Button, Check, Field, Icon, Kbd, privateInput, Tag, type ButtonProps } from "./controls.tsx";
export { EmptyState, ProblemNote, Waiting } from "./states.tsx";
export { Countdown, Lasting } from "./countdown.tsx";
export { useTick, type Tick } from "./tick.ts";
export * from "./say-time.ts";
