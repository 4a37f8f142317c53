import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { ApiError } from "@/api/problem";
import { useMe, useSetup, useSignIn } from "@/queries/session";
import { Failed, Loading } from "@/ui/Feedback";
import { AuthFrame } from "./AuthFrame";
import { ownPath } from "./next";
import { SignInForm } from "./SignInForm";

/** Who is signed in already is sent on; so is who comes before there is anybody to sign in. */
export function SignInPage() {
  const { t } = useTranslation("auth");
  const [query] = useSearchParams();
  const me = useMe();
  const setup = useSetup();
  const signIn = useSignIn();
  const unreachable = setup.error ?? (isUnknownPerson(me.error) ? null : me.error);

  if (me.data) return <Navigate to={ownPath(query.get("next"))} replace />;
  if (setup.data?.needed) return <Navigate to="/setup" replace />;
  return (
    <AuthFrame title={t("signIn.title")}>
      {unreachable && signIn.isIdle ? (
        <Stack mt="lg">
          <Failed
            error={unreachable}
            retry={() => {
              void setup.refetch();
              void me.refetch();
            }}
          />
        </Stack>
      ) : (me.isPending || setup.isPending) && signIn.isIdle ? (
        <Loading />
      ) : (
        <SignInForm signIn={signIn} />
      )}
    </AuthFrame>
  );
}

const isUnknownPerson = (error: unknown) => error instanceof ApiError && error.status === 401;
