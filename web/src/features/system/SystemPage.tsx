import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useMediaServer } from "@/live/hooks";
import { Loading } from "@/ui/Feedback";
import { PageHead } from "@/ui/PageHead";
import { AboutCard } from "./AboutCard";
import { LinksCard } from "./LinksCard";
import { MediaServerCard } from "./MediaServerCard";
import { ServicesCard } from "./ServicesCard";
import { UnmanagedPaths } from "./UnmanagedPaths";

/** What this server is and how it does: versions, media server, ways in and out, credits. */
export function SystemPage() {
  const { t } = useTranslation("system");
  const server = useMediaServer();
  return (
    <Stack maw={860} mx="auto">
      <PageHead title={t("title")} />
      {server ? (
        <>
          <MediaServerCard server={server} />
          <ServicesCard services={server.services} />
          <UnmanagedPaths paths={server.unmanaged_paths} adoptable={server.node !== "engine"} />
        </>
      ) : (
        <Loading />
      )}
      <AboutCard />
      <LinksCard />
    </Stack>
  );
}
