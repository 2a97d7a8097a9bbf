using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Rendering;

/// <summary>Scheduled jobs, a line each.</summary>
internal static class JobTable
{
    public static void Write(Screen screen, IReadOnlyList<Job> jobs, TimeProvider clock)
    {
        if (jobs.Count == 0)
        {
            screen.WriteLine("There are no jobs. Make one with: carillon cron add NAME --every 1h --prompt \"…\"", Palette.Dim);
            return;
        }

        var table = new Table("JOB", "NAME", "WHEN", "NEXT", "LAST", "DOES");
        foreach (var job in jobs)
        {
            table.Add(
                new(StreamNames.ShortId(job.Id), Palette.Name),
                job.Name,
                When(job.Definition),
                new(Next(job, clock), job.Enabled ? Palette.Plain : Palette.Dim),
                Last(job),
                new(Does(job.Definition), Palette.Dim));
        }

        table.Write(screen);
    }

    /// <summary>Its schedule in words.</summary>
    public static string When(JobDefinition definition) => definition.Schedule switch
    {
        { Cron: { } cron } => definition.Timezone == "UTC" ? cron : $"{cron} ({definition.Timezone})",
        { EveryMs: { } every } => $"every {Span(every)}",
        { At: { } at } => $"once, {Moment(at)}",
        _ => "by hand",
    };

    /// <summary>When it is due next, behind a comma; nothing when it is not.</summary>
    public static string NextInWords(Job job, TimeProvider clock) => job.NextRunAt is { } ? $", next {Next(job, clock)}" : "";

    public static string Does(JobDefinition definition) => definition.Command is { } command ? $"$ {command}" : $"{definition.AgentId}: {definition.Prompt}";

    public static string Moment(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A span without a part that is nothing.</summary>
    public static string Span(long milliseconds)
    {
        if (milliseconds < 1000 || milliseconds % 1000 != 0) return Amounts.Of(milliseconds);
        var span = TimeSpan.FromMilliseconds(milliseconds);
        var parts = new (int Number, string Unit)[] { (span.Days, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s") };
        return string.Join(' ', parts.Where(part => part.Number > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number} {part.Unit}")));
    }

    private static string Next(Job job, TimeProvider clock)
    {
        if (job.NextRunAt is not { } next) return job.Enabled ? "" : "paused";
        var left = next - clock.GetUtcNow().ToUnixTimeMilliseconds();
        return left <= 0 ? "now" : $"in {Amounts.Of(left)}";
    }

    private static Part Last(Job job)
    {
        if (job.ActiveRuns > 0) return new Part("running", Palette.Good);
        return job.LastStatus switch
        {
            "failed" => new Part(job.ConsecutiveFailures > 1 ? $"failed {job.ConsecutiveFailures} times" : "failed", Palette.Bad),
            null => new Part("", Palette.Dim),
            _ => new Part($"done in {Amounts.Of(job.LastDurationMs ?? 0)}", Palette.Dim),
        };
    }
}
