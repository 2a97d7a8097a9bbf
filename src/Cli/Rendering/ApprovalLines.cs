using Carillon.Cli.Terminals;
using Carillon.Events;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>Requests to people and how they were decided. What is to be allowed is always shown whole.</summary>
internal static class ApprovalLines
{
    public static void Write(Page page, Event value)
    {
        switch (value)
        {
            case PermissionRequested request:
                Write(page, request);
                break;
            case PermissionResolved resolved:
                page.LineCut(Outcome(resolved));
                break;
            case QuestionRequested request:
                Write(page, request);
                break;
            case QuestionAnswered answered:
                page.LineCut("  ", answered.Answers is { } answers
                    ? new Part($"✓ answered: {SafeText.OneLine(string.Join(", ", answers.Values))}", Palette.Good)
                    : new Part($"✗ {Word(answered.Outcome)}", Palette.Bad));
                break;
        }
    }

    private static void Write(Page page, PermissionRequested request)
    {
        page.Line("  ", new Part("? ", Palette.Asking), new Part(SafeText.OneLine(request.Description), Palette.Strong), Risk(request.RiskLevel));
        if (request.Command is null || request.Description.Contains(request.Command, StringComparison.Ordinal)) return;
        foreach (var line in SafeText.Of(request.Command).Split('\n')) page.Line($"    {line}");
    }

    private static void Write(Page page, QuestionRequested request)
    {
        if (request.Context is { } context) page.Line(new Part($"  {SafeText.OneLine(context)}", Palette.Dim));
        foreach (var question in request.Questions)
        {
            page.Line("  ", new Part("? ", Palette.Asking), new Part(SafeText.OneLine(question.Text), Palette.Strong));
        }
    }

    private static Part Outcome(PermissionResolved resolved)
    {
        var by = resolved.By is null ? "" : $" by {SafeText.OneLine(resolved.By)}";
        return (resolved.Outcome, resolved.Kind) switch
        {
            (PermissionOutcome.Allowed, PermissionKind.AllowAlways) => new Part($"  ✓ always allowed{by}", Palette.Good),
            (PermissionOutcome.Allowed, _) => new Part($"  ✓ allowed{by}", Palette.Good),
            (PermissionOutcome.Denied, _) => new Part($"  ✗ refused{by}", Palette.Bad),
            (var outcome, _) => new Part($"  ✗ {Word(outcome)}", Palette.Bad),
        };
    }

    private static string Word(PermissionOutcome outcome) => outcome switch
    {
        PermissionOutcome.Expired => "nobody answered in time",
        PermissionOutcome.Cancelled => "no longer asked: the turn ended first",
        PermissionOutcome.Denied => "refused",
        _ => "allowed",
    };

    private static Part Risk(RiskLevel? risk) => risk switch
    {
        RiskLevel.High => new Part("  high risk", Palette.Warning),
        RiskLevel.Critical => new Part("  CRITICAL", new Style(Color.Red, decoration: Decoration.Bold)),
        _ => "",
    };
}
