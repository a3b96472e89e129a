import { createTheme, type MantineColorsTuple, type MantineThemeOverride } from "@mantine/core";

/** The ramps live in tokens.css; Mantine is given their names, so that one file holds the values. */
const ramp = (name: string): MantineColorsTuple => Array.from({ length: 10 }, (_, step) => `var(--${name}-${step})`) as unknown as MantineColorsTuple;

export const theme: MantineThemeOverride = createTheme({
  colors: { ink: ramp("ink"), lamp: ramp("lamp"), alarm: ramp("alarm"), ice: ramp("ice"), sage: ramp("sage"), dark: ramp("ink") },
  primaryColor: "ink",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-exact)",
  fontSizes: { xs: "12px", sm: "13px", md: "15px", lg: "17px", xl: "20px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "4px", sm: "6px", md: "10px", lg: "14px", xl: "20px" },
  defaultRadius: "sm",
  focusRing: "auto",
  respectReducedMotion: true,
});
