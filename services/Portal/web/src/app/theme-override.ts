import type { MantineThemeOverride } from "@mantine/core";

/** What differs from Mantine's theme: colours with enough contrast on white and on black. Also read when the pages are built (vite.config.ts). */
export const themeOverride: MantineThemeOverride = {
  primaryColor: "blue",
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: "600" },
};
