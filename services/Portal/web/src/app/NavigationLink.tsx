import { NavLink } from "react-router";
import { texts } from "../texts/en";
import { Icon } from "../ui/Icon";
import type { NavigationItem } from "./navigation";
import { useWaiting } from "./waiting";

const most = 99;

/** One page in the navigation, with how many things wait there. */
export function NavigationLink({ item: { to, label, icon, isWholeAddress = false, waiting } }: { readonly item: NavigationItem }) {
  const count = useWaiting(waiting);
  return (
    <NavLink to={to} end={isWholeAddress}>
      <Icon name={icon} />
      {label}
      {count > 0 && (
        <span className="badge">
          <span aria-hidden="true">{count > most ? `${most}+` : count}</span>
          <span className="sr-only">, {texts.navigation.waitingOf(count)}</span>
        </span>
      )}
    </NavLink>
  );
}
