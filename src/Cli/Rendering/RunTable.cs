using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Client;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>Runs of a job, a line each.</summary>
internal static class RunTable
{
    public static void Write(Screen screen, Job job, IReadOnlyList<JobRun> runs, TimeProvider clock)
    {
        if (runs.Count == 0)
        {
            screen.WriteLine($"{SafeText.OneLine(job.Name)} has not run. Start a run with: carillon cron run {StreamNames.ShortId(job.Id)}", Palette.Dim);
            return;
        }

        var now = clock.GetUtcNow();
        var table = new Table("RUN", "STATUS", "WHY", "BEGAN", "TOOK", "TRIES", "SAID");
        foreach (var run in runs)
        {
            var began = run.StartedAt is { } start ? Amounts.Ago(now - DateTimeOffset.FromUnixTimeMilliseconds(start)) : "";
            table.Add(
                new(StreamNames.ShortId(run.RunId), Palette.Name),
                new(run.Status, StyleOf(run)),
                run.TriggerSource,
                new(began, Palette.Dim),
                run.DurationMs is { } took ? Amounts.Of(took) : "",
                run.Attempts.ToString(CultureInfo.InvariantCulture),
                new(run.Error ?? run.Output ?? "", Palette.Dim));
        }

        table.Write(screen);
    }

    /// <summary>A run that was just started or waited for, with all that it said.</summary>
    public static void WriteOne(Screen screen, Job job, JobRun run)
    {
        if (run.Output is { Length: > 0 } output) screen.WriteLine(SafeText.Of(output));
        screen.Write(run.Status == "failed" ? "✗ " : "✓ ", StyleOf(run));
        var took = run.DurationMs is { } duration ? $" in {Amounts.Of(duration)}" : "";
        var why = run.Status == "failed" && run.Error is { } error ? $": {SafeText.OneLine(error)}" : "";
        screen.WriteLine($"{SafeText.OneLine(job.Name)}: run {StreamNames.ShortId(run.RunId)} {run.Status}{took}{why}");
        if (run.SessionId is { } session) screen.WriteLine($"  carillon sessions show {StreamNames.ShortId(session)}", Palette.Dim);
    }

    private static Style StyleOf(JobRun run) => run.Status switch
    {
        "failed" => Palette.Bad,
        "retrying" => Palette.Warning,
        "queued" => Palette.Dim,
        _ => Palette.Good,
    };
}
