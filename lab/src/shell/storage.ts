// What this browser remembers (language, theme, answers to questions). A browser that forbids it forgets, and nothing else happens.

const PREFIX = "nabla-lab.";

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows may forbid it.
  }
}
