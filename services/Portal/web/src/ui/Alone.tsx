import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { SchemeButton } from "../app/SchemeButton";
import { texts } from "../texts/en";
import { usePageTitle } from "./Page";

interface Props {
  readonly title: string;
  readonly intro?: string;
  readonly children: ReactNode;
}

/** A page for somebody who is not signed in: one card. */
export function Alone({ title, intro, children }: Props) {
  const heading = usePageTitle(title);
  return (
    <main className="alone">
      <div className="brand">
        <img src="/assets/icon.svg" alt="" />
        {texts.product}
        <SchemeButton />
      </div>
      <div className="card">
        <Title order={1} size="h3" tabIndex={-1} ref={heading}>
          {title}
        </Title>
        {intro !== undefined && <Text c="dimmed">{intro}</Text>}
        {children}
      </div>
    </main>
  );
}
