namespace Carillon.Events;

/// <summary>A moment came: a cron expression matched, an interval passed, or a set time was reached.</summary>
/// <param name="Kind"><c>cron</c>, <c>interval</c> or <c>absolute</c>.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonTime(string Kind, string? Expression = null, long? Seconds = null, long? Time = null) : Event;

/// <summary>A process started, stopped, or crossed a threshold.</summary>
/// <param name="Kind"><c>started</c>, <c>stopped</c>, <c>cpu_threshold</c> or <c>memory_threshold</c>.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonProcess(string Kind, int Pid, string Name, double? Value = null, double? Threshold = null) : Event;

/// <summary>A file was created, modified, deleted or renamed.</summary>
/// <param name="Kind"><c>created</c>, <c>modified</c>, <c>deleted</c>, <c>renamed</c> or <c>coalesced</c>.</param>
/// <param name="OldPath">The former name, when renamed.</param>
/// <param name="Count">How many changes were joined into this one.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonFile(string Kind, string Path, string? OldPath = null, int? Count = null) : Event;

/// <summary>Something about the machine changed.</summary>
/// <param name="Kind"><c>load</c>, <c>memory</c>, <c>battery</c>, <c>network</c>, <c>display</c> or <c>user_activity</c>.</param>
[EventKind(StreamKind.Daemon, Durability.Ephemeral)]
public sealed record DaemonSystemState(string Kind, string State, double? Value = null) : Event;

/// <summary>What the person is doing seems to have changed.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonActivityChanged(string From, string To, double Confidence) : Event;

/// <summary>Someone began to program: an editor or agent runs and source files change.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonProgrammingSessionStarted(string ProjectRoot, string? Language = null) : Event;

/// <summary>The programming session is over.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonProgrammingSessionEnded(string ProjectRoot, long DurationMs, string? Language = null) : Event;

/// <summary>A resource became scarcer or freer.</summary>
/// <param name="Resource"><c>cpu</c>, <c>memory</c> or <c>battery</c>.</param>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonResourcePressureChanged(string Resource, string From, string To, double Value) : Event;

/// <summary>A meeting began or ended.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonMeetingStateChanged(bool InMeeting, string? Application = null) : Event;

/// <summary>The person went away or came back.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonIdleStateChanged(bool Idle, long IdleMs) : Event;

/// <summary>A watcher began.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonWatcherStarted(string Watcher) : Event;

/// <summary>A watcher ended.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonWatcherStopped(string Watcher, string Reason) : Event;

/// <summary>The watchers took up new settings.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonConfigReloaded(IReadOnlyList<string> Watchers) : Event;

/// <summary>A watcher could not do its work.</summary>
[EventKind(StreamKind.Daemon, Durability.Durable)]
public sealed record DaemonError(string Watcher, string Message) : Event;
