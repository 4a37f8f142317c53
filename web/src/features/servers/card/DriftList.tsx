import { Button, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Drift } from "@/api/types";
import { useInputPicture } from "@/live/hooks";
import { useAcceptDrift, useDrift } from "@/queries/servers";
import { useNotify } from "@/ui/notify";
import classes from "../Servers.module.css";

/** What somebody changed in our paths on the server; nothing where nobody did. */
export function DriftList({ id }: { id: string }) {
  const { t } = useTranslation("servers", { keyPrefix: "drift" });
  const heading = useId();
  const notify = useNotify();
  const { data } = useDrift(id);
  const accept = useAcceptDrift(id, {
    onSuccess: input => notify.done(t("accepted", { name: input.name })),
    onError: failure => notify.failed(failure),
  });
  if (!data?.length) return null;
  return (
    <section className={classes.part} aria-labelledby={heading}>
      <Text component="h3" id={heading} size="sm" fw={600} m={0}>
        {t("title")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("about")}
      </Text>
      <ul className={classes.rows}>
        {data.map(drift => (
          <Row
            key={drift.path}
            drift={drift}
            pending={accept.isPending && accept.variables === drift.path}
            onAccept={() => accept.mutate(drift.path)}
          />
        ))}
      </ul>
    </section>
  );
}

const FIELDS = [
  "override_publisher",
  "srt.passphrase",
  "source.type",
  "source.url",
  "source.on_demand",
] as const;

function Row({
  drift,
  pending,
  onAccept,
}: {
  drift: Drift;
  pending: boolean;
  onAccept: () => void;
}) {
  const { t } = useTranslation("servers", { keyPrefix: "drift" });
  const name = useInputPicture(drift.input_id)?.name ?? drift.path;
  const fields = drift.fields.map(field => {
    const known = FIELDS.find(one => one === field);
    return known ? t(`fields.${known}`) : field;
  });
  return (
    <li className={classes.row}>
      <div>
        <Text component="span" size="sm" fw={600}>
          {name}
        </Text>{" "}
        <Text component="span" size="sm" c="dimmed">
          {fields.join(", ")}
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        loading={pending}
        aria-label={t("acceptLabel", { name })}
        onClick={onAccept}
      >
        {t("accept")}
      </Button>
    </li>
  );
}
