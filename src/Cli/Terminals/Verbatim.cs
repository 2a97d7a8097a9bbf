using Spectre.Console;
using Spectre.Console.Rendering;

namespace Carillon.Cli.Terminals;

/// <summary>Text that is neither folded nor cut.</summary>
internal sealed class Verbatim(string text, Style style) : IRenderable
{
    public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [new Segment(text, style)];
}
