using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Scheduling;
using Carillon.Features.Perception;

namespace Carillon.Server.Configuration;

/// <summary>The watchers over this machine, and the rules by which something is derived from what they see.</summary>
public sealed record PerceptionSettings
{
    /// <summary>Whether anything is watched at all.</summary>
    public bool Enabled { get; set; }

    /// <summary>The tenant in whose <c>daemon</c> stream it is told. It says what happens on this machine, so it belongs to one alone.</summary>
    public string Tenant { get; set; } = Caller.Dev.TenantId;

    /// <summary>Files below folders.</summary>
    public FileWatchSettings Files { get; set; } = new();

    /// <summary>Processes.</summary>
    public ProcessWatchSettings Processes { get; set; } = new();

    /// <summary>The machine and whoever sits at it.</summary>
    public SystemWatchSettings System { get; set; } = new();

    /// <summary>Times of day, intervals and moments.</summary>
    public TimeWatchSettings Time { get; set; } = new();

    /// <summary>What is derived when.</summary>
    public PerceptionRuleSettings Rules { get; set; } = new();

    internal PerceptionOptions Options() => new()
    {
        Enabled = Enabled,
        Tenant = Tenant,
        Files = Files.Options(),
        Processes = Processes.Options(),
        System = System.Options(),
        Time = Time.Options(),
        Rules = Rules.Options(),
    };

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        if (string.IsNullOrWhiteSpace(Tenant)) yield return ("perception.tenant", "name the tenant");
        foreach (var mistake in Files.Mistakes().Concat(Time.Mistakes()).Concat(Rules.Mistakes()))
            yield return ($"perception.{mistake.Place}", mistake.Text);
    }
}

/// <summary>The watcher over files. Nothing is watched until folders are named.</summary>
public sealed record FileWatchSettings
{
    /// <summary>Whether it runs, once there are folders.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Watched with everything below them; <c>~</c> is the home folder.</summary>
    public IReadOnlyList<string> Folders { get; set; } = [];

    /// <summary>What is passed over: globs over paths from the folder on; one without a slash is a name at any depth.</summary>
    public IReadOnlyList<string> Ignore { get; set; } = FileWatchOptions.DefaultIgnore;

    /// <summary>How long a path must be quiet before its changes are told, as one.</summary>
    [Range(10, 60_000)]
    public int DebounceMs { get; set; } = 500;

    /// <summary>How many changes a second are told one by one; all beyond are counted and told as one.</summary>
    [Range(1, 10_000)]
    public int MaxEventsPerSecond { get; set; } = 100;

    /// <summary>How many folders are watched at most; each takes one of the system's watches.</summary>
    [Range(1, 1_000_000)]
    public int MaxFolders { get; set; } = 20_000;

    internal FileWatchOptions Options() => new()
    {
        Enabled = Enabled,
        Folders = [.. Folders.Select(FullPath)],
        Ignore = Ignore,
        Debounce = TimeSpan.FromMilliseconds(DebounceMs),
        MaxEventsPerSecond = MaxEventsPerSecond,
        MaxFolders = MaxFolders,
    };

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        for (var i = 0; i < Folders.Count; i++)
        {
            if (!Path.IsPathRooted(FullPath(Folders[i]))) yield return ($"files.folders.{i}", "a path from the root, or one that begins with ~/");
        }
    }

    private static string FullPath(string folder) => folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal)
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + folder[1..]
        : folder;
}

/// <summary>The watcher over processes.</summary>
public sealed record ProcessWatchSettings
{
    /// <summary>Whether it runs.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often it looks.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; set; } = 5;

    /// <summary>Whose start and end is told, beside those the rules name; <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>Above how many percent of one processor any process is told of.</summary>
    [Range(1, 100_000)]
    public int CpuPercent { get; set; } = 90;

    /// <summary>Above how many megabytes of memory any process is told of.</summary>
    [Range(1, 16_777_216)]
    public int MemoryMb { get; set; } = 2048;

    /// <summary>How far below a threshold, in percent of it, a process must fall to count as below it again.</summary>
    [Range(0, 99)]
    public int MarginPercent { get; set; } = 10;

    internal ProcessWatchOptions Options() => new()
    {
        Enabled = Enabled,
        Poll = TimeSpan.FromSeconds(PollSeconds),
        Names = Names,
        CpuPercent = CpuPercent,
        MemoryBytes = MemoryMb * 1024L * 1024,
        MarginPercent = MarginPercent,
    };
}

/// <summary>The watcher over the machine.</summary>
public sealed record SystemWatchSettings
{
    /// <summary>Whether it runs.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often it looks.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; set; } = 10;

    /// <summary>By how many points load or memory must have moved to be told of.</summary>
    [Range(1, 100)]
    public int StepPercent { get; set; } = 10;

    /// <summary>Without input for how long the person counts as inactive.</summary>
    [Range(1, 86_400)]
    public int InactiveAfterSeconds { get; set; } = 60;

    internal SystemWatchOptions Options() => new()
    {
        Enabled = Enabled,
        Poll = TimeSpan.FromSeconds(PollSeconds),
        StepPercent = StepPercent,
        InactiveAfter = TimeSpan.FromSeconds(InactiveAfterSeconds),
    };
}

/// <summary>The watcher over time.</summary>
public sealed record TimeWatchSettings
{
    /// <summary>Whether it runs, once there are triggers.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What goes off when, by name.</summary>
    public IReadOnlyDictionary<string, TimeTriggerSettings> Triggers { get; set; } = new Dictionary<string, TimeTriggerSettings>();

    internal TimeWatchOptions Options() => new() { Enabled = Enabled, Triggers = [.. Triggers.Select(trigger => trigger.Value.Options(trigger.Key))] };

    internal IEnumerable<(string Place, string Text)> Mistakes() =>
        Triggers.SelectMany(trigger => trigger.Value.Mistakes().Select(mistake => ($"time.triggers.{trigger.Key}{mistake.Place}", mistake.Text)));
}

/// <summary>Goes off by a cron expression, at an interval, or once: one of <c>cron</c>, <c>everySeconds</c> and <c>at</c> is given.</summary>
public sealed record TimeTriggerSettings
{
    /// <summary>Minute, hour, day of the month, month, day of the week.</summary>
    public string Cron { get; set; } = "";

    /// <summary>Where the cron expression is read: an IANA name such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The interval.</summary>
    [Range(0, 31_536_000)]
    public int EverySeconds { get; set; }

    /// <summary>The moment, with its offset: <c>2027-01-01T09:00:00+01:00</c>.</summary>
    public string At { get; set; } = "";

    internal TimeTrigger Options(string name) => new(
        name,
        Cron.Length > 0 ? Cron : null,
        TimeZone,
        EverySeconds > 0 ? TimeSpan.FromSeconds(EverySeconds) : null,
        At.Length > 0 ? Moment : null);

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        var given = (Cron.Length > 0 ? 1 : 0) + (EverySeconds != 0 ? 1 : 0) + (At.Length > 0 ? 1 : 0);
        if (given != 1) yield return ("", "give one of cron, everySeconds and at");
        if (Cron.Length > 0 && WrongIn(() => CronExpression.Parse(Cron)) is { } wrong) yield return (".cron", wrong);
        if (WrongIn(() => TimeZoneNames.Find(TimeZone)) is { } unknown) yield return (".timeZone", unknown);
        if (At.Length > 0 && Moment is null) yield return (".at", "a moment such as 2027-01-01T09:00:00+01:00");
    }

    private DateTimeOffset? Moment =>
        DateTimeOffset.TryParseExact(At, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;

    private static string? WrongIn(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (CarillonException wrong)
        {
            return wrong.Message;
        }
    }
}
