import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, type MantineTheme, mergeMantineTheme } from "@mantine/core";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { themeOverride } from "./src/app/theme-override.ts";

const themeModule = "virtual:theme.css";

/**
 * The theme's CSS variables as a file. Mantine would write them into a <style> element when it starts, which the
 * Content-Security-Policy forbids. Only what differs from Mantine's own styles.css is written.
 */
function themeVariables(): Plugin {
  const resolved = "\0" + themeModule;
  return {
    name: "theme-variables",
    resolveId: (id) => (id === themeModule ? resolved : undefined),
    load: (id) => (id === resolved ? changedVariables(mergeMantineTheme(DEFAULT_THEME, themeOverride)) : undefined),
  };
}

function changedVariables(theme: MantineTheme): string {
  const own = defaultCssVariablesResolver(theme);
  const usual = defaultCssVariablesResolver(DEFAULT_THEME);
  const changed = (part: "variables" | "light" | "dark") =>
    Object.fromEntries(Object.entries(own[part]).filter(([name, value]) => Object.entries(usual[part]).every(([other, before]) => other !== name || before !== value)));
  return convertCssVariables({ variables: changed("variables"), light: changed("light"), dark: changed("dark") }, ":root");
}

/** A compressed copy beside each text file, so that nothing is compressed while somebody waits. */
function compressedCopies(): Plugin {
  return {
    name: "compressed-copies",
    apply: "build",
    writeBundle({ dir }) {
      for (const file of readdirSync(dir ?? "", { recursive: true, encoding: "utf8" })) {
        if (/\.(js|css|html|svg)$/.test(file)) {
          const path = join(dir ?? "", file);
          writeFileSync(path + ".gz", gzipSync(readFileSync(path), { level: 9 }));
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), themeVariables(), compressedCopies()],
  build: {
    assetsInlineLimit: 0, // no data: addresses, which the policy forbids
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 60_000,
    pool: "threads",
    maxWorkers: 2,
  },
});
