using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>One scheduled job on a page.</summary>
internal static class JobPaper
{
    public static void Write(Screen screen, Job job, TimeProvider clock)
    {
        var page = new Page(screen);
        page.Enter(Block.Outcome);
        page.Line(new Part(SafeText.OneLine(job.Name), Palette.Strong));
        page.Line(new Part($"{job.Id}  made by {SafeText.OneLine(job.CreatedBy)}, {Amounts.Ago(clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(job.CreatedAt))}", Palette.Dim));
        page.Enter(Block.Work);
        foreach (var (name, value) in Lines(job))
        {
            if (value is { Length: > 0 }) page.LineCut(new Part($"  {name,-12}", Palette.Dim), new Part(SafeText.OneLine(value)));
        }

        if (job.LastError is { } error) page.LineCut(new Part($"  {"last error",-12}", Palette.Dim), new Part(SafeText.OneLine(error), Palette.Bad));
    }

    private static IEnumerable<(string Name, string? Value)> Lines(Job job)
    {
        var definition = job.Definition;
        yield return ("does", JobTable.Does(definition));
        yield return ("when", JobTable.When(definition));
        yield return ("next", job.NextRunAt is { } next ? JobTable.Moment(next) : job.Enabled ? "" : "paused");
        yield return ("time-out", definition.TimeoutMs is { } timeout ? JobTable.Span(timeout) : "");
        yield return ("retries", Number(definition.MaxRetries));
        yield return ("overlap", definition.Overlap);
        yield return ("catch-up", definition.CatchUp == "all" ? $"all, up to {Number(definition.CatchUpLimit)}" : definition.CatchUp);
        yield return ("priority", Number(definition.Priority));
        yield return ("tags", string.Join(", ", definition.Tags ?? []));
        yield return ("variables", string.Join(", ", (definition.ContextVars ?? new Dictionary<string, string>()).Select(pair => $"{pair.Key}={pair.Value}")));
        yield return ("on success", definition.NextJobIdOnSuccess);
        yield return ("on failure", definition.NextJobIdOnFailure);
        yield return ("runs", $"{Amounts.Count(job.RunCount)}, {Amounts.Count(job.SkippedCount)} skipped, {Number(job.ConsecutiveFailures)} failed in a row");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
