// The entry: the shell only. Rooms, the worker and everything heavy are loaded when they are needed.
import "./style/theme.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/kit.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./shell/app.tsx";
import { followTheme } from "./shell/theme.ts";
import { follow } from "./shell/route.ts";
import { keepOffline } from "./shell/offline.ts";
import { engine } from "./worker/engine.ts";

followTheme();
// For tests: whether figures are being computed.
effect(() => {
  document.documentElement.dataset["busy"] = String(engine.busy.value);
});
follow();
render(<App />, document.getElementById("app")!);
keepOffline();
