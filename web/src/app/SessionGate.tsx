import { Container } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { whenSignedOut } from "@/api/client";
import { ApiError } from "@/api/problem";
import { LiveSocket } from "@/live/socket";
import { live } from "@/live/store";
import { forget } from "@/queries";
import { useMe, useSetup } from "@/queries/session";
import { Failed, Loading } from "@/ui/Feedback";
import { LiveSocketContext } from "./liveSocket";

/** Lets signed-in people through, with the live line open; sends the others to sign in. */
export function SessionGate() {
  const me = useMe();
  const unknown = me.error instanceof ApiError && me.error.status === 401;
  if (me.data) return <SignedIn />;
  if (unknown) return <ToSignIn />;
  if (me.error)
    return (
      <Container component="main" size="sm" py="xl">
        <Failed error={me.error} retry={() => void me.refetch()} />
      </Container>
    );
  return <Loading />;
}

function SignedIn() {
  const client = useQueryClient();
  const [socket] = useState(() => new LiveSocket(live, () => forget(client)));

  useEffect(() => {
    whenSignedOut(() => forget(client));
    socket.start();
    return () => socket.stop();
  }, [socket, client]);

  return (
    <LiveSocketContext value={socket}>
      <Outlet />
    </LiveSocketContext>
  );
}

function ToSignIn() {
  const setup = useSetup();
  const { pathname, search } = useLocation();
  if (setup.isPending) return <Loading />;
  if (setup.data?.needed) return <Navigate to="/setup" replace />;
  const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
  return <Navigate to={`/sign-in${next}`} replace />;
}
