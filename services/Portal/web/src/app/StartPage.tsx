import { Navigate } from "react-router";
import { useSession } from "../session/session";
import { startOf } from "./navigation";

/** Leads to the first page of somebody's role. */
export function StartPage() {
  const user = useSession()?.user;
  return user === undefined ? null : <Navigate to={startOf(user.role)} replace />;
}
