// A part that throws must not take the page with it. Says what happened and offers to try again.
import { Component } from "preact";
import type { ComponentChildren } from "preact";
import { language } from "../i18n/language.ts";
import { words } from "./words.ts";

export class Boundary extends Component<{ readonly children: ComponentChildren }, { readonly message: string | null }> {
  override state = { message: null };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ message: error instanceof Error ? error.message : String(error) });
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    const say = words[language.value];
    return (
      <div class="failure" role="alert">
        <p>
          {say.partFailed}: {this.state.message}
        </p>
        <button type="button" class="button" onClick={() => this.setState({ message: null })}>
          {say.again}
        </button>
      </div>
    );
  }
}
