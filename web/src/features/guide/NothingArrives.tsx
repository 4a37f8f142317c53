import { Button, Collapse } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { authority } from "./address";
import classes from "./Guide.module.css";

/** What is usually the matter when no encoder gets through at all. */
export function NothingArrives({ input }: { input: Input }) {
  const { t } = useTranslation("guide");
  const [open, { toggle }] = useDisclosure(false);
  const server = input.urls.publish.rtmp_server ?? input.urls.publish.srt_server;
  if (input.source.type === "pull" || !server) return null;
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        px={4}
        aria-expanded={open}
        rightSection={<IconChevronDown size={16} data-open={open} className={classes.chevron} />}
        onClick={toggle}
      >
        {t("signal.nothing")}
      </Button>
      <Collapse expanded={open}>
        <ul className={classes.troubles}>
          <li>{t("signal.nothingList.started")}</li>
          <li>{t("signal.nothingList.key")}</li>
          <li>{t("signal.nothingList.network", { host: authority(server) })}</li>
        </ul>
      </Collapse>
    </div>
  );
}
