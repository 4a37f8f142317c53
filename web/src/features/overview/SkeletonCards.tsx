import { Alert, Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLine } from "@/live/hooks";
import classes from "./InputGrid.module.css";

const PLACES = ["a", "b", "c"];

/** Cards before the first picture; says so when the server does not answer. */
export function SkeletonCards() {
  const { t } = useTranslation(["overview", "common"]);
  const { lostAt } = useLine();
  return (
    <>
      {lostAt !== null && (
        <Alert color="orange" mb="md" role="alert">
          {t("offline")}
        </Alert>
      )}
      <div className={classes.grid} data-few role="status" aria-label={t("common:loading")}>
        {PLACES.map(place => (
          <div key={place}>
            <Skeleton style={{ aspectRatio: "16 / 9" }} />
            <Skeleton height={20} width="55%" mt="md" />
            <Skeleton height={14} width="80%" mt="sm" />
            <Skeleton height={14} width="40%" mt="sm" />
          </div>
        ))}
      </div>
    </>
  );
}
