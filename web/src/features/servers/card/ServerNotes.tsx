import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ServerStatus } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCurrent } from "@/live/hooks";
import classes from "../Servers.module.css";

/** Why it does not run, what it would not do, and what one must know of it. */
export function ServerNotes({ status }: { status: ServerStatus }) {
  const { t } = useTranslation("servers");
  const words = useServerWords();
  const current = useCurrent();
  const { reason, problem, limits } = status;
  return (
    <>
      {current && reason && <Note tone="error">{words(reason)}</Note>}
      {current && problem && (
        <Note tone="warn">
          <strong>{t("problem")}.</strong> {words(problem)}
        </Note>
      )}
      {limits.length > 0 && (
        <Note tone="idle">
          {t("limits")}
          <ul>
            {limits.map(limit => (
              <li key={limit}>{words(limit)}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

function Note({ tone, children }: { tone: "error" | "warn" | "idle"; children: ReactNode }) {
  const Sign = tone === "idle" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.note} data-tone={tone}>
      <Sign size={16} aria-hidden />
      <div>{children}</div>
    </div>
  );
}
