import { createContext, useContext } from "react";
import type { LiveSocket } from "@/live/socket";

export const LiveSocketContext = createContext<LiveSocket | null>(null);

/** The live line, to hurry it up. */
export const useLiveSocket = () => useContext(LiveSocketContext);
