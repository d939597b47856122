// Puts the chosen colours onto the page. "As the system" follows the desktop while the window is open.
import { useEffect } from "react";
import { usePreferences } from "../host/workspace";

export function useTheme(): void {
  const theme = usePreferences().data?.theme ?? "system";
  useEffect(() => {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      document.documentElement.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [theme]);
}
