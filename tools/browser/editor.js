// The source editor of the designer. tools/assets.py makes web/static/vendor/editor.min.js of it.
import {EditorState} from "@codemirror/state";
import {EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, drawSelection} from "@codemirror/view";
import {history, historyKeymap, defaultKeymap, indentWithTab} from "@codemirror/commands";
import {yaml} from "@codemirror/lang-yaml";
import {syntaxHighlighting, HighlightStyle, bracketMatching, indentOnInput} from "@codemirror/language";
import {tags} from "@lezer/highlight";
import {lintGutter, setDiagnostics, nextDiagnostic} from "@codemirror/lint";
import {autocompletion, completionKeymap} from "@codemirror/autocomplete";
import {search, searchKeymap} from "@codemirror/search";

const MONO = 'ui-monospace, "Cascadia Code", "SF Mono", Consolas, "Noto Sans Mono CJK SC", "Noto Sans CJK SC", monospace';
const SANS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

const colours = HighlightStyle.define([
  {tag: tags.comment, color: "#566477", fontStyle: "italic"},
  {tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "#1b57b8"},
  {tag: tags.string, color: "#18212f"},
  {tag: [tags.number, tags.bool], color: "#7a2fa0"},
  {tag: tags.punctuation, color: "#5d6a7b"},
]);
// The icons of CodeMirror's marks are data: images, which the policy of our pages refuses.
const looks = EditorView.theme({
  "&": {height: "100%", fontSize: "13px", background: "#fff"},
  ".cm-scroller": {fontFamily: MONO, lineHeight: "1.65"},
  "&.cm-focused": {outline: "2px solid #1b57b8", outlineOffset: "-2px"},
  ".cm-gutters": {background: "#f8fafc", color: "#5d6a7b", border: "0", borderRight: "1px solid #edf1f5"},
  ".cm-activeLine": {background: "#f2f6fd80"},
  ".cm-activeLineGutter": {background: "#e6eefb", color: "#18212f"},
  ".cm-lintRange-error": {backgroundImage: "none", borderBottom: "2px solid #c4281c"},
  ".cm-lintRange-warning": {backgroundImage: "none", borderBottom: "2px dashed #b07a00"},
  ".cm-lint-marker": {width: "14px", height: "14px", lineHeight: "14px", textAlign: "center"},
  ".cm-lint-marker-error, .cm-lint-marker-warning": {content: "normal"},
  ".cm-lint-marker-error::before": {content: '"■"', color: "#c4281c"},
  ".cm-lint-marker-warning::before": {content: '"▲"', color: "#b07a00", fontSize: "12px"},
  ".cm-tooltip": {border: "1px solid #c3ccd8", borderRadius: "8px", background: "#fff", maxWidth: "420px"},
  ".cm-diagnostic": {padding: "7px 12px", fontFamily: SANS, fontSize: "13px", whiteSpace: "pre-line"},
});

/** The words of the language, and after from/to/initial the keys that stand in the text itself. */
function complete(words) {
  return (context) => {
    const typed = context.matchBefore(/[\w-]+/);
    if (!typed && !context.explicit) return null;
    const from = typed ? typed.from : context.pos;
    const before = context.state.doc.lineAt(from).text.slice(0, from - context.state.doc.lineAt(from).from);
    const text = context.state.doc.toString();
    const keys = [...new Set([...text.matchAll(/^ {2}([a-z_]\w*):/gm)].map((found) => found[1]))];
    return /\b(from|to|initial|owner|who|lights|ladder):\s*\[?[\w, ]*$/.test(before)
      ? {from, options: keys.map((label) => ({label, type: "class"}))}
      : {from, options: words.map((label) => ({label, type: "property", apply: `${label}: `}))};
  };
}

// A browser that replaces a selection itself writes style attributes, which the policy refuses.
const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.isComposing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data ?? ""), {userEvent: "input.type", scrollIntoView: true});
    return true;
  },
});

/** Mount an editor over a textarea; gives what the page may do with it. */
globalThis.guatuEditor = (box, {label, words, typed, check, save}) => {
  const host = document.createElement("div");
  host.className = "editor-host";
  box.before(host);
  // In a shadow root styles are adopted sheets, so that the policy needs no inline style.
  const root = host.attachShadow({mode: "open"});
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{display:block;height:100%}.whole{height:100%}");
  root.adoptedStyleSheets = [sheet];
  const parent = document.createElement("div");
  parent.className = "whole";
  root.append(parent);
  const run = (act) => () => (act(), true);
  const view = new EditorView({root, parent, state: EditorState.create({doc: box.value, extensions: [
    lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), history(),
    indentOnInput(), bracketMatching(), yaml(), syntaxHighlighting(colours), lintGutter(), search(),
    autocompletion({override: [complete(words)]}),
    keymap.of([{key: "Mod-s", run: run(save), preventDefault: true}, {key: "F8", run: nextDiagnostic},
      indentWithTab, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    looks, replacing,
    EditorView.contentAttributes.of({"aria-label": label, tabindex: "0", lang: "zh-CN", spellcheck: "false"}),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      box.value = update.state.doc.toString();
      typed();
    }),
  ]})});
  const place = (line, column) => {
    const found = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    return Math.min(found.from + Math.max(0, column - 1), found.to);
  };
  const end = (at) => {
    const line = view.state.doc.lineAt(at);
    const rest = line.text.slice(at - line.from).match(/^[\w\u4e00-\u9fff.-]+/);
    return rest ? at + rest[0].length : line.to;
  };
  return {
    host,
    show(problems) {
      view.dispatch(setDiagnostics(view.state, problems.map((each) => {
        const from = place(each.line, each.column);
        return {from, to: end(from), severity: each.severity, message: `${each.what}\n→ ${each.mend}`};
      })));
    },
    go(line, column = 1) {
      const anchor = place(line, column);
      view.dispatch({selection: {anchor}, effects: EditorView.scrollIntoView(anchor, {y: "center"})});
      view.focus();
    },
    set(text) {
      if (text !== view.state.doc.toString()) view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: text}});
    },
    measure: () => view.requestMeasure(),
  };
};
