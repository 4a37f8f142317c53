/** Lists and grids whose items people put into an order: by mouse, by touch on a handle (the rest of
 * an item scrolls), and by keyboard, with every step said to screen readers. */
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import { type CSSProperties, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Reorder.module.css";

const STRATEGIES = { grid: rectSortingStrategy, list: verticalListSortingStrategy };

export function Reorder({
  ids,
  nameOf,
  onMove,
  layout = "list",
  disabled = false,
  children,
}: {
  /** In the order shown. */
  ids: readonly string[];
  nameOf: (id: string) => string;
  /** `from` was put into the place of `to`. */
  onMove: (from: string, to: string) => void;
  layout?: "list" | "grid";
  disabled?: boolean;
  children: ReactNode;
}) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const accessibility = useAnnouncements(ids, nameOf);
  const end = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) onMove(String(active.id), String(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={accessibility}
      onDragEnd={end}
    >
      <SortableContext items={[...ids]} strategy={STRATEGIES[layout]} disabled={disabled}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

function useAnnouncements(ids: readonly string[], nameOf: (id: string) => string) {
  const { t } = useTranslation();
  const said = useRef<UniqueIdentifier>(undefined);
  const words = (key: "lifted" | "moved" | "dropped", id: UniqueIdentifier, at: UniqueIdentifier) =>
    t(`move.${key}`, {
      name: nameOf(String(id)),
      place: ids.indexOf(String(at)) + 1,
      total: ids.length,
    });
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      said.current = active.id;
      return words("lifted", active.id, active.id);
    },
    onDragOver: ({ active, over }) => {
      // Right after it is lifted it is over its own place: that is no news.
      if (!over || over.id === said.current) return undefined;
      said.current = over.id;
      return words("moved", active.id, over.id);
    },
    onDragEnd: ({ active, over }) => words("dropped", active.id, over?.id ?? active.id),
    onDragCancel: ({ active }) => t("move.cancelled", { name: nameOf(String(active.id)) }),
  };
  return { announcements, screenReaderInstructions: { draggable: t("moveHint") } };
}

/** What an item of `Reorder` needs: for its element, and for its handle. */
export function useReorderItem(id: string) {
  const { t } = useTranslation();
  const {
    attributes,
    listeners,
    setNodeRef,
    setActivatorNodeRef,
    transform,
    transition,
    isDragging,
  } = useSortable({ id, attributes: { roleDescription: t("move.role") } });
  const style: CSSProperties = {
    transform: CSS.Translate.toString(transform),
    transition,
    zIndex: isDragging ? 2 : undefined,
    position: "relative",
  };
  return {
    item: { ref: setNodeRef, style, "data-dragging": isDragging || undefined },
    handle: { ref: setActivatorNodeRef, ...attributes, ...listeners },
  };
}

/** The handle by which an item is moved. */
export function MoveHandle({
  name,
  handle,
  className,
}: {
  name: string;
  handle: ReturnType<typeof useReorderItem>["handle"];
  className?: string;
}) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      className={`${classes.handle} ${className ?? ""}`}
      aria-label={t("moveLabel", { name })}
      {...handle}
    >
      <IconGripVertical size={18} aria-hidden />
    </ActionIcon>
  );
}
