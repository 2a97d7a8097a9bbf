using System.ComponentModel.DataAnnotations;
using Carillon.Features.Perception;

namespace Carillon.Server.Configuration;

/// <summary>The one table of rules by which something is derived from what the watchers see.</summary>
public sealed record PerceptionRuleSettings
{
    private static readonly PerceptionRules Usual = new();

    /// <summary>An editor or agent runs, and source files change below one project's root.</summary>
    public ProgrammingRuleSettings Programming { get; set; } = new();

    /// <summary>A meeting program runs and the microphone is in use.</summary>
    public MeetingRuleSettings Meeting { get; set; } = new();

    /// <summary>No input for a while, or the screen is locked.</summary>
    public IdleRuleSettings Idle { get; set; } = new();

    /// <summary>Percent of all processors in use.</summary>
    public PressureRuleSettings Cpu { get; set; } = new();

    /// <summary>Percent of memory in use.</summary>
    public PressureRuleSettings Memory { get; set; } = new();

    /// <summary>Percent left in the battery, while it is not charged.</summary>
    public PressureRuleSettings Battery { get; set; } = new();

    /// <summary>The first that holds of idle, meeting, coding, browsing, unknown.</summary>
    public ActivityRuleSettings Activity { get; set; } = new();

    internal PerceptionRules Options() => new()
    {
        Programming = Programming.Options(),
        Meeting = Meeting.Options(),
        Idle = new IdleRule { After = TimeSpan.FromSeconds(Idle.AfterSeconds), WhenLocked = Idle.WhenLocked },
        Cpu = Cpu.Options(Usual.Cpu),
        Memory = Memory.Options(Usual.Memory),
        Battery = Battery.Options(Usual.Battery),
        Activity = new ActivityRule { Browsers = Activity.Browsers, Settle = TimeSpan.FromSeconds(Activity.SettleSeconds) },
    };

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        foreach (var (place, text) in Cpu.Mistakes(Usual.Cpu)) yield return ($"rules.cpu{place}", text);
        foreach (var (place, text) in Memory.Mistakes(Usual.Memory)) yield return ($"rules.memory{place}", text);
        foreach (var (place, text) in Battery.Mistakes(Usual.Battery)) yield return ($"rules.battery{place}", text);
    }
}

/// <summary>When somebody programs.</summary>
public sealed record ProgrammingRuleSettings
{
    private static readonly ProgrammingRule Usual = new();

    /// <summary>Processes that edit source files; upper and lower case are alike, and <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> Editors { get; set; } = Usual.Editors;

    /// <summary>Processes of agents that do.</summary>
    public IReadOnlyList<string> Agents { get; set; } = Usual.Agents;

    /// <summary>How many changes make a beginning.</summary>
    [Range(1, 1000)]
    public int Changes { get; set; } = Usual.Changes;

    /// <summary>Within which time they must come.</summary>
    [Range(1, 86_400)]
    public int WindowSeconds { get; set; } = (int)Usual.Window.TotalSeconds;

    /// <summary>After how long without a change it is over.</summary>
    [Range(1, 86_400)]
    public int QuietSeconds { get; set; } = (int)Usual.Quiet.TotalSeconds;

    /// <summary>After how long without an editor or agent it is over.</summary>
    [Range(0, 86_400)]
    public int GraceSeconds { get; set; } = (int)Usual.Grace.TotalSeconds;

    /// <summary>Files or folders by which a project's root is known.</summary>
    public IReadOnlyList<string> RootMarkers { get; set; } = Usual.RootMarkers;

    internal ProgrammingRule Options() => new()
    {
        Editors = Editors,
        Agents = Agents,
        Changes = Changes,
        Window = TimeSpan.FromSeconds(WindowSeconds),
        Quiet = TimeSpan.FromSeconds(QuietSeconds),
        Grace = TimeSpan.FromSeconds(GraceSeconds),
        RootMarkers = RootMarkers,
    };
}

/// <summary>When a meeting goes on. Where the machine cannot tell of the microphone, the program is enough.</summary>
public sealed record MeetingRuleSettings
{
    private static readonly MeetingRule Usual = new();

    /// <summary>Processes of programs for meetings. With a microphone in use, one of <c>activity.browsers</c> counts as well.</summary>
    public IReadOnlyList<string> Applications { get; set; } = Usual.Applications;

    /// <summary>How long it must go on to have begun.</summary>
    [Range(0, 86_400)]
    public int BeginAfterSeconds { get; set; } = (int)Usual.BeginAfter.TotalSeconds;

    /// <summary>How long it must be over to have ended.</summary>
    [Range(0, 86_400)]
    public int EndAfterSeconds { get; set; } = (int)Usual.EndAfter.TotalSeconds;

    internal MeetingRule Options() => new()
    {
        Applications = Applications,
        BeginAfter = TimeSpan.FromSeconds(BeginAfterSeconds),
        EndAfter = TimeSpan.FromSeconds(EndAfterSeconds),
    };
}

/// <summary>When nobody is there.</summary>
public sealed record IdleRuleSettings
{
    /// <summary>Without input, or with the display off where input cannot be told, for how long.</summary>
    [Range(1, 86_400)]
    public int AfterSeconds { get; set; } = (int)new IdleRule().After.TotalSeconds;

    /// <summary>Whether a locked screen means that nobody is there.</summary>
    public bool WhenLocked { get; set; } = true;
}

/// <summary>One resource's levels, in percent; what is left out is as usual for the resource.</summary>
public sealed record PressureRuleSettings
{
    /// <summary>From where it is a warning.</summary>
    [Range(1, 100)]
    public int? Warning { get; set; }

    /// <summary>From where it is critical.</summary>
    [Range(1, 100)]
    public int? Critical { get; set; }

    /// <summary>How far it must come back from a level to leave it.</summary>
    [Range(0, 50)]
    public int? Margin { get; set; }

    /// <summary>How long a level must last to be told of; coming back is told at once.</summary>
    [Range(0, 86_400)]
    public int? HoldSeconds { get; set; }

    internal PressureRule Options(PressureRule usual) => new(
        Warning ?? usual.Warning, Critical ?? usual.Critical, Margin ?? usual.Margin, HoldSeconds is { } hold ? TimeSpan.FromSeconds(hold) : usual.Hold);

    internal IEnumerable<(string Place, string Text)> Mistakes(PressureRule usual)
    {
        // Of a battery little is bad, of everything else much is.
        var isInverted = usual.Critical < usual.Warning;
        var (warning, critical, _, _) = Options(usual);
        if (isInverted ? critical >= warning : critical <= warning) yield return ("", $"critical is to be {(isInverted ? "below" : "above")} warning");
    }
}

/// <summary>What somebody is doing, all in all.</summary>
public sealed record ActivityRuleSettings
{
    private static readonly ActivityRule Usual = new();

    /// <summary>Processes by which browsing is guessed, when someone is there and nothing else holds.</summary>
    public IReadOnlyList<string> Browsers { get; set; } = Usual.Browsers;

    /// <summary>How long a guess (browsing, or nothing that is known) must hold.</summary>
    [Range(0, 86_400)]
    public int SettleSeconds { get; set; } = (int)Usual.Settle.TotalSeconds;
}
