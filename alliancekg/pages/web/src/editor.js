// The editor over the field of the page for SPARQL. The form sends the field, as without scripts.
//
// It stands in a shadow tree: there its styles are sheets that a script makes, which the policy of
// the pages allows, while it forbids elements of style.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, pickedCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { declaration, offered } from "./completing.js";
import { span } from "./faults.js";
import { queryOf, vocabularyOf } from "./given.js";

const HINT =
  "Ctrl+Space offers what can stand here, Ctrl+Enter asks. Tab indents; Escape, then Tab, leaves the field.";
const LEAVING = 600_000; // milliseconds in which Tab leaves after Escape, unless another key is pressed

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.variableName, tags.local(tags.variableName)], color: "var(--s2)" },
  { tag: tags.standard(tags.variableName), color: "var(--s3)" },
  { tag: [tags.atom, tags.propertyName, tags.tagName], color: "var(--s1)" },
  { tag: tags.string, color: "var(--s4)" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)", fontStyle: "italic" },
]);

const LOOK = EditorView.theme({
  "&": { border: "1px solid var(--quiet)", borderRadius: ".25rem", background: "var(--page)", color: "var(--ink)", fontSize: ".95rem" },
  "&.cm-focused": { outline: "none" }, // the host shows it
  ".cm-content, .cm-gutter": { minHeight: "16rem" },
  ".cm-scroller": { maxHeight: "70vh", fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--head)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--head) 60%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--link) 25%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid var(--link)" },
  ".cm-tooltip": { border: "1px solid var(--quiet)", background: "var(--page)", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--link)", color: "var(--page)" },
  ".cm-tooltip-autocomplete li[aria-selected] .cm-completionDetail": { color: "var(--page)" },
  ".cm-completionDetail": { color: "var(--quiet)" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", whiteSpace: "pre-line" },
  ".cm-panels": { background: "var(--head)", color: "var(--ink)" },
});

/** @param {import("./completing.js").Vocabulary} vocabulary */
function completing(vocabulary) {
  /** @param {import("@codemirror/autocomplete").CompletionContext} context */
  return (context) => {
    const found = offered(context.state.doc.toString(), context.pos, vocabulary, context.explicit);
    return found && { from: found.from, options: found.offers.map((offer) => completion(offer, vocabulary)) };
  };
}

/**
 * @param {import("./completing.js").Offer} offer
 * @param {import("./completing.js").Vocabulary} vocabulary
 * @returns {import("@codemirror/autocomplete").Completion}
 */
function completion(offer, vocabulary) {
  const { label, detail, type, boost } = offer;
  /** @type {import("@codemirror/autocomplete").Completion["apply"]} */
  const apply = (view, picked, from, to) => {
    if (offer.href) {
      queryOf(offer.href).then(
        (text) => replace(view, text),
        () => view.dispatch(setDiagnostics(view.state, [{ from, to: from, severity: "info", message: `The query ${label} cannot be fetched.` }])),
      );
      return;
    }
    const insert = offer.insert ?? label;
    const iri = offer.prefix === undefined ? undefined : vocabulary.prefixes[offer.prefix];
    const more = iri && offer.prefix ? declaration(view.state.doc.toString(), offer.prefix, iri) : null;
    const changes = view.state.changes(more ? [more, { from, to, insert }] : { from, to, insert });
    const anchor = from + insert.length + (more ? more.insert.length : 0);
    view.dispatch({ changes, selection: { anchor }, annotations: pickedCompletion.of(picked), scrollIntoView: true });
  };
  return { label, type, apply, ...(detail && { detail }), ...(boost && { boost }) };
}

/** @param {EditorView} view @param {string} text */
function replace(view, text) {
  const changes = { from: 0, to: view.state.doc.length, insert: text };
  view.dispatch({ changes, selection: { anchor: 0 }, scrollIntoView: true });
}

/**
 * Types over what is selected in place of the browser, which would try to keep its look by a style
 * in the element; the policy of the pages blocks that, and the browser says so.
 * @param {InputEvent} event @param {EditorView} view
 */
function overwrite(event, view) {
  const { from, to, empty } = view.state.selection.main;
  const { data } = event;
  if (event.inputType !== "insertText" || !data || empty || event.isComposing) return false;
  const insert = () => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
  const isHandled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert));
  if (!isHandled) view.dispatch(insert());
  event.preventDefault();
  return true;
}

/** @param {HTMLTextAreaElement} field */
function install(field) {
  const host = document.createElement("div");
  const hint = document.createElement("p");
  host.className = "editor";
  hint.className = "hint";
  hint.textContent = HINT;
  field.before(host);
  host.after(hint);
  const root = host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  const told = document.createElement("p");
  const problem = document.getElementById("problem");
  told.id = "told";
  told.hidden = true; // it is read to who comes into the field, and seen above and below it
  told.textContent = [problem?.dataset.said, HINT].filter(Boolean).join(" ");
  root.append(parent, told);

  const labels = [...field.labels];
  const name = labels.map((label) => label.textContent?.trim()).join(" ");
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([
          ...["Ctrl-Enter", "Cmd-Enter"].map((key) => ({ key, run: () => (field.form?.requestSubmit(), true) })),
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(COLOURS),
        autocompletion({ override: [completing(vocabularyOf(document))], icons: false }),
        LOOK,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": name,
          "aria-describedby": told.id,
          dir: "ltr",
          ...(problem && { "aria-invalid": "true" }),
        }),
        EditorView.domEventHandlers({
          keyup: (event, of) => {
            if (event.key === "Escape") of.setTabFocusMode(LEAVING);
          },
          beforeinput: overwrite,
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  field.classList.add("behind");
  for (const label of labels) label.addEventListener("click", () => view.focus());

  const wrong = problem && span(field.value, Number(problem.dataset.line), Number(problem.dataset.column));
  if (wrong && problem) {
    const message = problem.dataset.said ?? "";
    const length = view.state.doc.length;
    const [from, to] = [Math.min(wrong.from, length), Math.min(wrong.to, length)];
    view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
    view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  }
}

for (const field of document.querySelectorAll("textarea[data-editor]")) {
  install(/** @type {HTMLTextAreaElement} */ (field));
}
