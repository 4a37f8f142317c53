/** Composition root of the dashboard: providers and routes. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { createBrowserRouter, RouterProvider } from "react-router";
import { makeQueryClient } from "@/queries";
import { Loading } from "@/ui/Feedback";
import { ErrorPage, NotFoundPage } from "./pages";
import { SessionGate } from "./SessionGate";
import { Shell } from "./Shell";
import { themeWith } from "./theme";

const client = makeQueryClient();

const router = createBrowserRouter([
  {
    errorElement: <ErrorPage />,
    hydrateFallbackElement: <Loading />,
    children: [
      {
        path: "/setup",
        lazy: async () => ({ Component: (await import("@/features/auth/SetupPage")).SetupPage }),
      },
      {
        path: "/sign-in",
        lazy: async () => ({ Component: (await import("@/features/auth/SignInPage")).SignInPage }),
      },
      {
        element: <SessionGate />,
        children: [
          {
            element: <Shell />,
            errorElement: <ErrorPage />,
            children: [
              {
                index: true,
                lazy: async () => ({
                  Component: (await import("@/features/overview/OverviewPage")).OverviewPage,
                }),
              },
              {
                path: "start",
                lazy: async () => ({
                  Component: (await import("@/features/guide/GuidePage")).GuidePage,
                }),
              },
              {
                path: "inputs/:id",
                lazy: async () => ({
                  Component: (await import("@/features/input/InputPage")).InputPage,
                }),
              },
              {
                path: "activity",
                lazy: async () => ({
                  Component: (await import("@/features/activity/ActivityPage")).ActivityPage,
                }),
              },
              {
                path: "servers",
                lazy: async () => ({
                  Component: (await import("@/features/servers/ServersPage")).ServersPage,
                }),
              },
              {
                path: "system",
                lazy: async () => ({
                  Component: (await import("@/features/system/SystemPage")).SystemPage,
                }),
              },
              {
                path: "account",
                lazy: async () => ({
                  Component: (await import("@/features/account/AccountPage")).AccountPage,
                }),
              },
              { path: "*", element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
  },
]);

export function App() {
  const { t } = useTranslation();
  const closeLabel = t("action.close");
  const named = useMemo(() => themeWith(closeLabel), [closeLabel]);
  return (
    <MantineProvider theme={named} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
