/** What a card asks the page to do with its input. */
export type Kind = "edit" | "duplicate" | "off" | "delete";

export type Act = (kind: Kind, id: string) => void;
