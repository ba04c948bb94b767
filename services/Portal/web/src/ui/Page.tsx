import { Anchor, Loader, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Link, useLocation } from "react-router";
import { texts } from "../texts/en";

/** Names the document after the page, and moves the focus to its heading when somebody has come here from another page, unless a field has it. */
export function usePageTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  useEffect(() => {
    document.title = `${title} · ${texts.product}`;
    if (key !== "default" && heading.current?.closest("main")?.contains(document.activeElement) === false) {
      heading.current.focus();
    }
  }, [title, key]);
  return heading;
}

interface PageProps {
  readonly title: string;
  readonly intro?: string;
  /** The page above this one. */
  readonly above?: { readonly to: string; readonly name: string };
  /** It has tables with many columns. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, intro, above, isWide = false, children }: PageProps) {
  const heading = usePageTitle(title);
  return (
    <div className="page" {...(isWide ? { "data-wide": true } : {})}>
      <div>
        {above !== undefined && (
          <Anchor component={Link} to={above.to} size="sm">
            {above.name}
          </Anchor>
        )}
        <Title order={1} size="h2" tabIndex={-1} ref={heading} style={{ outline: "none" }}>
          {title}
        </Title>
        {intro !== undefined && (
          <Text c="dimmed" mt={4}>
            {intro}
          </Text>
        )}
      </div>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly isDanger?: boolean;
  readonly children: ReactNode;
}

/** One part of a page, on a card. */
export function Section({ title, aside, isDanger = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id} {...(isDanger ? { "data-danger": true } : {})}>
      <div className="card-head">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function Loading() {
  return (
    <div className="card" role="status">
      <Loader size="sm" aria-hidden="true" />
      <span className="sr-only">{texts.loading}</span>
    </div>
  );
}
