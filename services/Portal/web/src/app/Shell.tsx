import { Text } from "@mantine/core";
import { Navigate, NavLink, Outlet, ScrollRestoration, useLocation } from "react-router";
import { useQuery } from "@tanstack/react-query";
import { personOf, sessionQuery } from "../session/session";
import { StepUpProvider } from "../session/StepUp";
import { texts } from "../texts/en";
import { Failure } from "../ui/Failure";
import { Loading } from "../ui/Page";
import { NotFoundPage } from "./NotFoundPage";
import { mayOpen, navigationOf } from "./navigation";
import { NavigationLink } from "./NavigationLink";
import { NavigationToggle } from "./NavigationToggle";
import { SchemeButton } from "./SchemeButton";
import { SignOutButton } from "./SignOutButton";

/** What surrounds every page of somebody who is signed in. */
export default function Shell() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (session === undefined) {
    return <main className="alone">{error === null ? <Loading /> : <Failure failure={error} onRetry={() => void refetch()} />}</main>;
  }

  const user = session.user;
  if (user === undefined) {
    const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }

  return (
    <StepUpProvider key={personOf(session)}>
      <a className="skip" href="#main">
        {texts.skipToContent}
      </a>
      <header className="head">
        <NavLink to="/" className="brand">
          <img src="/assets/icon.svg" alt="" />
          {texts.product}
        </NavLink>
        <div className="head-actions">
          <Text size="sm" c="dimmed" className="head-user">
            {user.email}
          </Text>
          <SchemeButton />
          <SignOutButton />
        </div>
      </header>
      <div className="frame">
        <nav className="side" aria-label={texts.navigation.label}>
          <NavigationToggle key={pathname} />
          {navigationOf(user.role).map(({ title, items }) => (
            <div key={title}>
              <p className="side-group">{title}</p>
              <ul>
                {items.map((item) => (
                  <li key={item.to}>
                    <NavigationLink item={item} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <main className="main" id="main" tabIndex={-1}>
          {mayOpen(user.role, pathname) ? <Outlet /> : <NotFoundPage />}
        </main>
      </div>
      <ScrollRestoration />
    </StepUpProvider>
  );
}
