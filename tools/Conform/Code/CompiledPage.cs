using System.Net;
using Wasm.Core.Model;

namespace Wasm.Conform.Code;

/// <summary>
/// A page that shows functions side by side: WebAssembly, the SSA form after a pass that can be chosen, machine code. To point at a
/// line marks what belongs together. One file without references to others.
/// </summary>
internal static class CompiledPage
{
    private const string Style = """
        :root { color-scheme: light dark; --line: light-dark(#d9dde3, #3a3f47); --mark: light-dark(#fff1a8, #5c5322); --dim: light-dark(#667, #99a); }
        body { font: 14px/1.4 system-ui, sans-serif; margin: 0; padding: 1rem; }
        h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
        .columns { display: grid; grid-template-columns: 1fr 1.4fr 1.4fr; gap: .6rem; }
        .columns > div { border: 1px solid var(--line); border-radius: 6px; overflow: auto; max-height: 85vh; min-width: 0; }
        .head { position: sticky; top: 0; background: canvas; padding: .3rem .5rem; border-bottom: 1px solid var(--line); color: var(--dim); }
        pre { margin: 0; padding: .4rem .5rem; font: 12px/1.5 ui-monospace, monospace; }
        pre span { display: block; } .mark { background: var(--mark); } .at { color: var(--dim); }
        @media (max-width: 60rem) { .columns { grid-template-columns: 1fr; } }
        """;

    private const string Script = """
        for (const f of document.querySelectorAll('section')) {
          const pick = f.querySelector('select');
          const show = () => f.querySelectorAll('pre[data-stage]').forEach(p => p.hidden = p.dataset.stage !== pick.value);
          pick.addEventListener('change', show); show();
          f.addEventListener('pointerover', e => {
            const at = e.target.closest('[data-o]')?.dataset.o;
            f.querySelectorAll('.mark').forEach(x => x.classList.remove('mark'));
            if (at !== undefined) f.querySelectorAll(`[data-o="${at}"]`).forEach(x => x.classList.add('mark'));
          });
        }
        """;

    /// <summary>Writes the page.</summary>
    public static void Write(string module, IEnumerable<(string Title, CompiledText Text, List<WasmLine> Wasm, Expression Body)> functions, TextWriter output)
    {
        output.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Escape(module)}: compiled code</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{Escape(module)}</h1>

            """);
        foreach ((string title, CompiledText text, List<WasmLine> wasm, Expression body) in functions)
        {
            WriteFunction(title, text, wasm, body, output);
        }

        output.Write($"<script>\n{Script}\n</script>\n</body>\n</html>\n");
    }

    private static void WriteFunction(string title, CompiledText text, List<WasmLine> wasm, Expression body, TextWriter output)
    {
        output.Write($"<section>\n<h2>{Escape(title)}: {text.CodeBytes} bytes of code, frame of {text.FrameBytes} bytes</h2>\n<div class=\"columns\">\n");
        output.Write("<div><div class=\"head\">WebAssembly</div><pre>");
        foreach (WasmLine line in wasm)
        {
            Line(output, line.Start, $"<span class=\"at\" style=\"display:inline\">0x{body.Offset + line.Start:x6}</span> {new string(' ', 2 * line.Depth)}{Escape(line.Text)}");
        }

        output.Write("</pre></div>\n<div><div class=\"head\"><label>SSA after <select>");
        for (int i = 0; i < text.Stages.Count; i++)
        {
            string selected = i == text.Stages.Count - 1 ? " selected" : "";
            output.Write($"<option value=\"{i}\"{selected}>{Escape(text.Stages[i].Name)}{(text.Stages[i].IsChanged ? "" : " (nothing changed)")}</option>");
        }

        output.Write("</select></label></div>");
        for (int i = 0; i < text.Stages.Count; i++)
        {
            output.Write($"<pre data-stage=\"{i}\">{Escape(text.Stages[i].Text)}</pre>");
        }

        output.Write("</div>\n<div><div class=\"head\">machine code</div><pre>");
        foreach (AssemblyLine line in text.Assembly)
        {
            Line(output, line.Offset, $"<span class=\"at\" style=\"display:inline\">{line.Position,5:x}</span>  {Escape(line.Text)}");
        }

        output.Write("</pre></div>\n</div>\n</section>\n");
    }

    private static void Line(TextWriter output, int offset, string text) =>
        output.Write(offset >= 0 ? $"<span data-o=\"{offset}\">{text}</span>" : $"<span>{text}</span>");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
