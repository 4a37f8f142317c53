import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { live } from "@/live/store";
import { sparkline } from "./curve";
import { useNearness } from "./nearness";
import classes from "./Sparkline.module.css";

const SIZE = { width: 120, height: 28 };

/** The bitrate of the last minute. Drawn straight into the picture's paths, once a second and only
 * while it can be seen: React has no part in it. */
export function Sparkline({ inputId }: { inputId: string }) {
  const { t } = useTranslation("overview");
  const { follow } = useNearness();
  const line = useRef<SVGPathElement>(null);
  const area = useRef<SVGPathElement>(null);

  useEffect(() => {
    let drawnAt = 0;
    const draw = () => {
      const samples = live.history.of(inputId);
      const at = samples.at(-1)?.at ?? 0;
      if (at === drawnAt) return;
      drawnAt = at;
      const curve = sparkline(samples, at, SIZE);
      line.current?.setAttribute("d", curve.line);
      area.current?.setAttribute("d", curve.area);
    };
    draw();
    return follow(draw);
  }, [inputId, follow]);

  return (
    <div className={classes.sparkline}>
      <svg
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("card.sparkline")}
      >
        <path ref={area} className={classes.area} />
        <path ref={line} className={classes.line} />
      </svg>
    </div>
  );
}
