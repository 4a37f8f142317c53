/** Runs before every test file. */
import "@testing-library/react";
