using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>How a turn ended.</summary>
internal static class OutcomeLine
{
    public static void Write(Page page, Event value)
    {
        switch (value)
        {
            case TurnCompleted completed:
                var stopped = StopReason(completed.StopReason);
                page.Line(
                    stopped is null ? new Part("✓ Done", Palette.Good) : new Part($"! {stopped}", Palette.Warning),
                    new Part($" in {Amounts.Of(completed.DurationMs)}{Tokens(completed.Tokens)}", Palette.Dim));
                break;
            case TurnFailed failed:
                page.Line(
                    new Part($"✗ {SafeText.OneLine(failed.Message)}", Palette.Bad),
                    new Part($" ({failed.Code}, after {Amounts.Of(failed.DurationMs)})", Palette.Dim));
                break;
            case TurnCancelled cancelled:
                page.Line(new Part("✗ Stopped", Palette.Warning), new Part($" after {Amounts.Of(cancelled.DurationMs)}", Palette.Dim));
                break;
        }
    }

    private static string? StopReason(string reason) => reason switch
    {
        "end_turn" => null,
        "max_tokens" => "Cut off: the answer reached the model's limit",
        "max_turn_requests" => "Cut off: the agent reached its limit of requests",
        "refusal" => "The agent refused",
        _ => $"Ended: {SafeText.OneLine(reason)}",
    };

    private static string Tokens(TokenCount? tokens)
    {
        if (tokens is null) return "";
        var text = "";
        if (tokens.Input is { } input) text += string.Create(CultureInfo.InvariantCulture, $" · {input:#,0} tokens in");
        if (tokens.Output is { } output) text += string.Create(CultureInfo.InvariantCulture, $" · {output:#,0} out");
        return text;
    }
}
