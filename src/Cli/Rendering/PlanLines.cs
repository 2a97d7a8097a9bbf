using Carillon.Cli.Terminals;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>An agent's plan, a step a line: whole when its steps are new, and afterwards only what moved.</summary>
internal sealed class PlanLines(Page page)
{
    private IReadOnlyList<PlanStep> _shown = [];

    public void Write(IReadOnlyList<PlanStep> steps)
    {
        var isNew = !steps.Select(step => step.Content).SequenceEqual(_shown.Select(step => step.Content));
        if (isNew) page.Line(new Part("  Plan", Palette.Strong));
        for (var i = 0; i < steps.Count; i++)
        {
            if (isNew || steps[i].Status != _shown[i].Status) Write(steps[i]);
        }

        _shown = steps;
    }

    private void Write(PlanStep step)
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
