namespace Carillon.Features.Perception;

/// <summary>The one table of rules by which something is derived from what the watchers see; <c>docs/daemon.md</c> has it for people.</summary>
public sealed record PerceptionRules
{
    /// <summary>When someone programs.</summary>
    public ProgrammingRule Programming { get; init; } = new();

    /// <summary>When a meeting goes on.</summary>
    public MeetingRule Meeting { get; init; } = new();

    /// <summary>When nobody is there.</summary>
    public IdleRule Idle { get; init; } = new();

    /// <summary>When processors are scarce: percent in use.</summary>
    public PressureRule Cpu { get; init; } = new(70, 90, 10, TimeSpan.FromSeconds(30));

    /// <summary>When memory is scarce: percent in use.</summary>
    public PressureRule Memory { get; init; } = new(80, 92, 5, TimeSpan.FromSeconds(20));

    /// <summary>When the battery runs low: percent left, while it is not charged.</summary>
    public PressureRule Battery { get; init; } = new(20, 10, 5, TimeSpan.Zero);

    /// <summary>What somebody is doing, all in all.</summary>
    public ActivityRule Activity { get; init; } = new();

    /// <summary>The names of the processes that any rule needs to hear of.</summary>
    internal IEnumerable<string> ProcessNames =>
        [.. Programming.Editors, .. Programming.Agents, .. Meeting.Applications, .. Activity.Browsers];

    /// <summary>Whether both say the same.</summary>
    internal bool IsSameAs(PerceptionRules other) =>
        ProcessNames.SequenceEqual(other.ProcessNames)
        && Programming.RootMarkers.SequenceEqual(other.Programming.RootMarkers)
        && this == other with
        {
            Programming = other.Programming with
            {
                Editors = Programming.Editors,
                Agents = Programming.Agents,
                RootMarkers = Programming.RootMarkers,
            },
            Meeting = other.Meeting with { Applications = Meeting.Applications },
            Activity = other.Activity with { Browsers = Activity.Browsers },
        };
}

/// <summary>An editor or agent runs, and source files change below one project's root.</summary>
public sealed record ProgrammingRule
{
    /// <summary>Processes that edit source files.</summary>
    public IReadOnlyList<string> Editors { get; init; } =
    [
        "code", "code-insiders", "codium", "cursor", "windsurf", "zed", "zed-editor", "vim", "nvim", "emacs", "nano", "hx", "kak", "subl", "sublime_text",
        "idea", "rider", "pycharm", "webstorm", "goland", "clion", "rustrover", "phpstorm", "studio", "devenv",
    ];

    /// <summary>Agents that do.</summary>
    public IReadOnlyList<string> Agents { get; init; } = ["claude", "codex", "gemini", "goose", "opencode", "aider"];

    /// <summary>How many changes make a beginning.</summary>
    public int Changes { get; init; } = 1;

    /// <summary>Within which time they must come.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a change it is over.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long without an editor or agent it is over.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Files or folders by which a project's root is known; <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> RootMarkers { get; init; } =
    [
        ".git", ".hg", ".jj", "package.json", "Cargo.toml", "go.mod", "pyproject.toml", "setup.py", "pom.xml", "build.gradle", "build.gradle.kts",
        "CMakeLists.txt", "Makefile", "Gemfile", "composer.json", "Package.swift", "*.sln", "*.slnx", "*.csproj",
    ];
}

/// <summary>A meeting program runs and the microphone is in use; where the machine cannot tell of the microphone, the program is enough.</summary>
public sealed record MeetingRule
{
    /// <summary>Programs for meetings. With a microphone in use, a browser counts as well.</summary>
    public IReadOnlyList<string> Applications { get; init; } =
        ["zoom", "zoom.us", "teams", "teams-for-linux", "ms-teams", "webex", "CiscoCollabHost", "jitsi-meet", "gotomeeting", "skypeforlinux"];

    /// <summary>How long it must go on to have begun.</summary>
    public TimeSpan BeginAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it must be over to have ended.</summary>
    public TimeSpan EndAfter { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>No input for a while, or the screen is locked.</summary>
public sealed record IdleRule
{
    /// <summary>Without input, or with the display off where input cannot be told, for how long.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Whether a locked screen means that nobody is there.</summary>
    public bool WhenLocked { get; init; } = true;
}

/// <summary>One resource's levels.</summary>
/// <param name="Warning">From where it is a warning.</param>
/// <param name="Critical">From where it is critical.</param>
/// <param name="Margin">How far it must come back from a level to leave it.</param>
/// <param name="Hold">How long a level must last to be told of; coming back is told at once.</param>
public sealed record PressureRule(int Warning, int Critical, int Margin, TimeSpan Hold);

/// <summary>The first that holds of: idle, meeting, coding, browsing, unknown.</summary>
public sealed record ActivityRule
{
    /// <summary>Processes by which browsing is guessed, when someone is there and nothing else holds.</summary>
    public IReadOnlyList<string> Browsers { get; init; } =
        ["firefox", "firefox-bin", "chrome", "chromium", "chromium-browser", "google-chrome", "brave", "msedge", "opera", "vivaldi-bin", "epiphany"];

    /// <summary>How long a guess (browsing, or nothing that is known) must hold.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);
}
