namespace Carillon.Events;

/// <summary>A moment came: a cron expression matched, an interval passed, or a set time was reached.</summary>
/// <param name="Kind"><c>cron</c>, <c>interval</c> or <c>absolute</c>.</param>
/// <param name="Expression">The cron expression.</param>
/// <param name="Seconds">The interval.</param>
/// <param name="Time">When it was due, in Unix milliseconds.</param>
/// <param name="Trigger">The trigger's name in the configuration.</param>
/// <param name="TimeZone">Where the cron expression is read, as an IANA name.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonTime(
    string Kind, string? Expression = null, long? Seconds = null, long? Time = null, string? Trigger = null, string? TimeZone = null) : Event;

/// <summary>A process started, stopped, or crossed a threshold.</summary>
/// <param name="Kind"><c>started</c>, <c>stopped</c>, <c>cpu_threshold</c> or <c>memory_threshold</c>.</param>
/// <param name="Value">What was measured: percent of one processor, or bytes of memory.</param>
/// <param name="Threshold">What it was held against, in the same unit.</param>
/// <param name="Above">Whether it is above the threshold now, or back below it.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonProcess(string Kind, int Pid, string Name, double? Value = null, double? Threshold = null, bool? Above = null) : Event;

/// <summary>A file was created, modified, deleted or renamed.</summary>
/// <param name="Kind"><c>created</c>, <c>modified</c>, <c>deleted</c>, <c>renamed</c> or <c>coalesced</c>.</param>
/// <param name="OldPath">The former name, when renamed.</param>
/// <param name="Path">Absolute. When coalesced, the folder that all of the changes were in.</param>
/// <param name="Count">How many changes were joined into this one.</param>
/// <param name="Folder">True when it is a folder.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonFile(string Kind, string Path, string? OldPath = null, int? Count = null, bool? Folder = null) : Event;

/// <summary>Something about the machine changed.</summary>
/// <param name="Kind"><c>load</c>, <c>memory</c>, <c>battery</c>, <c>network</c>, <c>display</c>, <c>lock</c>, <c>microphone</c> or <c>user_activity</c>.</param>
/// <param name="State">
/// A word that belongs to the kind: <c>measured</c> (load, memory); <c>charging</c>, <c>discharging</c>, <c>full</c>; <c>up</c>, <c>down</c>;
/// <c>on</c>, <c>off</c>; <c>locked</c>, <c>unlocked</c>; <c>in_use</c>, <c>free</c>; <c>active</c>, <c>inactive</c>. Where the machine
/// cannot tell: <c>unavailable</c>.
/// </param>
/// <param name="Value">Percent; of <c>user_activity</c> the seconds since the last input.</param>
/// <param name="OldState">The word before; absent the first time.</param>
/// <param name="OldValue">The value before.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonSystemState(string Kind, string State, double? Value = null, string? OldState = null, double? OldValue = null) : Event;

/// <summary>What the person is doing seems to have changed.</summary>
/// <param name="From"><c>coding</c>, <c>meeting</c>, <c>browsing</c>, <c>idle</c> or <c>unknown</c>.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Language">When coding: what is written.</param>
/// <param name="ProjectRoot">When coding: where.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonActivityChanged(string From, string To, double Confidence, string? Language = null, string? ProjectRoot = null) : Event;

/// <summary>Someone began to program: an editor or agent runs and source files change.</summary>
/// <param name="SessionId">The programming session's id; its end has the same.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonProgrammingSessionStarted(string ProjectRoot, string? Language = null, string? SessionId = null) : Event;

/// <summary>The programming session is over.</summary>
/// <param name="DurationMs">From the first change to the last sign of it.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonProgrammingSessionEnded(string ProjectRoot, long DurationMs, string? Language = null, string? SessionId = null) : Event;

/// <summary>A resource became scarcer or freer.</summary>
/// <param name="Resource"><c>cpu</c>, <c>memory</c> or <c>battery</c>.</param>
/// <param name="From"><c>normal</c>, <c>warning</c> or <c>critical</c>.</param>
/// <param name="Value">Percent: in use, or left in the battery.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonResourcePressureChanged(string Resource, string From, string To, double Value) : Event;

/// <summary>A meeting began or ended.</summary>
/// <param name="Application">The program it is held with.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonMeetingStateChanged(bool InMeeting, string? Application = null) : Event;

/// <summary>The person went away or came back.</summary>
/// <param name="IdleMs">How long there had been no input.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonIdleStateChanged(bool Idle, long IdleMs) : Event;

/// <summary>A watcher began.</summary>
/// <param name="Watcher"><c>files</c>, <c>processes</c>, <c>system</c> or <c>time</c>.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonWatcherStarted(string Watcher) : Event;

/// <summary>A watcher ended.</summary>
/// <param name="Reason"><c>paused</c>, <c>reconfigured</c>, <c>shutdown</c>, <c>failed</c>, or <c>interrupted</c> when the server had no time to say so.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonWatcherStopped(string Watcher, string Reason) : Event;

/// <summary>The watchers took up new settings.</summary>
/// <param name="Watchers">Those that the change concerned.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonConfigReloaded(IReadOnlyList<string> Watchers) : Event;

/// <summary>A watcher could not do its work.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonError(string Watcher, string Message) : Event;
