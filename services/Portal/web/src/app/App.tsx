import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { createQueries } from "./queries";
import { router } from "./router";
import { theme } from "./theme";

export function App() {
  const [queries] = useState(createQueries);
  return (
    // Variables and global classes come as files (vite.config.ts): the policy forbids <style> elements.
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
