import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, type MantineTheme, mergeMantineTheme } from "@mantine/core";
import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { earlyReads, earlySession } from "./src/app/earlyReads.ts";
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

/**
 * A small script that begins, while the first scripts are on their way, to load the parts of the page that is being opened and to ask for what it
 * shows first. Otherwise each would wait for the one before: the bundle for the document, the page for the bundle, the answers for the page.
 */
function earlyParts(): Plugin {
  return {
    name: "early-parts",
    apply: "build",
    writeBundle({ dir }, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
      const entry = chunks.find((chunk) => chunk.isEntry);
      const known = new Set(entry === undefined ? [] : [entry.fileName, ...entry.imports]);
      const filesOf = (module: string) => [...withImports(chunks, chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`${module}.tsx`)))].filter((file) => !known.has(file));
      const routes = [...readFileSync("src/app/router.tsx", "utf8").matchAll(/page\("([^"]+)", \(\) => import\("\.\.([^"]+)"\)\)/g)];
      const pages: Record<string, string[]> = {};
      for (const [, address = "", module = ""] of routes) {
        pages[address] = [...new Set([...filesOf("/app/Shell"), ...filesOf(module)])];
      }
      if (routes.length === 0 || Object.values(pages).some((files) => files.length < 2)) {
        throw new Error("The parts of the pages are not found: src/app/router.tsx names them in another way.");
      }
      writeFileSync(join(dir ?? "", "assets", "early.js"), scriptOf(pages));
    },
  };
}

function withImports(chunks: readonly Rolldown.OutputChunk[], chunk: Rolldown.OutputChunk | undefined, found = new Set<string>()): Set<string> {
  if (chunk !== undefined && !found.has(chunk.fileName)) {
    found.add(chunk.fileName);
    chunk.imports.forEach((name) => withImports(chunks, chunks.find(({ fileName }) => fileName === name), found));
  }
  return found;
}

const scriptOf = (pages: Record<string, string[]>) => `{
  const pages = ${JSON.stringify(pages)};
  const reads = ${JSON.stringify(earlyReads)};
  const path = location.pathname;
  const segments = path.split("/");
  const page = Object.keys(pages).find((address) => {
    const wanted = address.split("/");
    return wanted.length === segments.length && wanted.every((one, at) => one.startsWith(":") || one === segments[at]);
  });
  globalThis.earlyAnswers = {};
  for (const address of ["${earlySession}", ...(location.search === "" ? (reads[path] ?? []) : [])]) {
    const answer = fetch(address, { cache: "no-store" });
    answer.catch(() => undefined); // whoever takes it handles that
    globalThis.earlyAnswers[address] = answer;
  }
  for (const file of pages[page] ?? []) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: "/" + file }));
  }
}
`;

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
  plugins: [react(), themeVariables(), earlyParts(), compressedCopies()],
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
