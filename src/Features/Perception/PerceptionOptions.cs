using Carillon.Core.Identity;

namespace Carillon.Features.Perception;

/// <summary>What is watched, and by which rules something is derived from it. Nothing is watched unless asked for.</summary>
public sealed record PerceptionOptions
{
    /// <summary>Whether anything is watched at all.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whose <c>daemon</c> stream tells of it.</summary>
    public string Tenant { get; init; } = Caller.Dev.TenantId;

    /// <summary>Files below folders.</summary>
    public FileWatchOptions Files { get; init; } = new();

    /// <summary>Processes.</summary>
    public ProcessWatchOptions Processes { get; init; } = new();

    /// <summary>The machine and whoever sits at it.</summary>
    public SystemWatchOptions System { get; init; } = new();

    /// <summary>Times of day, intervals and moments.</summary>
    public TimeWatchOptions Time { get; init; } = new();

    /// <summary>What is derived when.</summary>
    public PerceptionRules Rules { get; init; } = new();
}

/// <summary>The watcher over files.</summary>
public sealed record FileWatchOptions
{
    /// <summary>Whether it runs, once there are folders.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Absolute paths, watched with everything below them.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>What is passed over: globs over paths relative to the folder; one without a slash is a name at any depth.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = DefaultIgnore;

    /// <summary>How long a path must be quiet before its changes are told, as one.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many changes a second are told one by one; the others are counted and told as one.</summary>
    public int MaxEventsPerSecond { get; init; } = 100;

    /// <summary>How many folders are watched at most, each of which takes one of the system's watches.</summary>
    public int MaxFolders { get; init; } = 20_000;

    /// <summary>How long until a folder that is not there is looked for again.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What programs make for themselves.</summary>
    public static IReadOnlyList<string> DefaultIgnore { get; } =
    [
        ".git", ".hg", ".svn", ".jj", "node_modules", "target", ".venv", "__pycache__", ".cache", ".DS_Store", "*.swp", "*.swx", "*~", ".#*",
    ];

    /// <summary>Whether both say the same.</summary>
    internal bool IsSameAs(FileWatchOptions other) =>
        this with { Folders = other.Folders, Ignore = other.Ignore } == other && Folders.SequenceEqual(other.Folders) && Ignore.SequenceEqual(other.Ignore);
}

/// <summary>The watcher over processes.</summary>
public sealed record ProcessWatchOptions
{
    /// <summary>Whether it runs.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often it looks.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whose start and end is told, beside those the rules name; <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Above how many percent of one processor any process is told of.</summary>
    public int CpuPercent { get; init; } = 90;

    /// <summary>Above how much memory any process is told of.</summary>
    public long MemoryBytes { get; init; } = 2048L * 1024 * 1024;

    /// <summary>How far below a threshold, in percent of it, a process must fall to count as below it again.</summary>
    public int MarginPercent { get; init; } = 10;

    internal bool IsSameAs(ProcessWatchOptions other) => this with { Names = other.Names } == other && Names.SequenceEqual(other.Names);
}

/// <summary>The watcher over the machine.</summary>
public sealed record SystemWatchOptions
{
    /// <summary>Whether it runs.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often it looks.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>By how many points load or memory must have moved to be told of.</summary>
    public int StepPercent { get; init; } = 10;

    /// <summary>Without input for how long the person counts as inactive.</summary>
    public TimeSpan InactiveAfter { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The watcher over time.</summary>
public sealed record TimeWatchOptions
{
    /// <summary>Whether it runs, once there are triggers.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What goes off when.</summary>
    public IReadOnlyList<TimeTrigger> Triggers { get; init; } = [];

    internal bool IsSameAs(TimeWatchOptions other) => Enabled == other.Enabled && Triggers.SequenceEqual(other.Triggers);
}

/// <summary>Goes off by a cron expression, at an interval, or once; exactly one of the three is given.</summary>
/// <param name="Name">What it is called in its events.</param>
/// <param name="Cron">Five fields.</param>
/// <param name="TimeZone">Where the cron expression is read: an IANA name.</param>
/// <param name="Every">The interval.</param>
/// <param name="At">The moment.</param>
public sealed record TimeTrigger(string Name, string? Cron = null, string TimeZone = "UTC", TimeSpan? Every = null, DateTimeOffset? At = null);
