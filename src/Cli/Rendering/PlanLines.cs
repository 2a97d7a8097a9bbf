using Carillon.Cli.Terminals;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>An agent's plan, a step a line.</summary>
internal static class PlanLines
{
    public static void Write(Page page, IReadOnlyList<PlanStep> steps)
    {
        page.Line(new Part("  Plan", Palette.Strong));
        foreach (var step in steps)
        {
            var text = SafeText.OneLine(step.Content);
            switch (step.Status)
            {
                case "completed": page.LineCut("  ", new Part("✓ ", Palette.Good), new Part(text, Palette.Dim)); break;
                case "in_progress": page.LineCut("  ", new Part("▸ ", Palette.Name), new Part(text, Palette.Strong)); break;
                default: page.LineCut("  ", new Part("· ", Palette.Dim), text); break;
            }
        }
    }
}
