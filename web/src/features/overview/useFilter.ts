import { useCallback, useEffect, useState } from "react";
import { useNavigationType, useSearchParams } from "react-router";
import { type Filter, filterOf, withFilter } from "./filter";

/** The filter, kept in the address. It is state too, as an address follows typing too late. */
export function useFilter() {
  const [query, setQuery] = useSearchParams();
  const [filter, setOwn] = useState(() => filterOf(query));
  const cause = useNavigationType();

  // Ours replace the address; others are "back", "forward" and links.
  useEffect(() => {
    if (cause !== "REPLACE") setOwn(filterOf(query));
  }, [query, cause]);

  const setFilter = useCallback(
    (next: Filter) => {
      setOwn(next);
      setQuery(before => withFilter(before, next), { replace: true });
    },
    [setQuery],
  );
  return { filter, setFilter };
}
