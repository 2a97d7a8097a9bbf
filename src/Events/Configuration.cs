namespace Carillon.Events;

/// <summary>The configuration changed. Settings that need a restart are in force after one; the others already are.</summary>
/// <param name="ChangedKeys">Dotted keys; values are never shown.</param>
/// <param name="Source"><c>file_watcher</c> when the file was edited, <c>rpc</c> when a peer asked for it.</param>
/// <param name="RestartRequired">True when some of them need a restart; else absent.</param>
/// <param name="RestartComponents">Which sections need it.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record ConfigChanged(
    IReadOnlyList<string> ChangedKeys,
    string Source,
    bool? RestartRequired = null,
    IReadOnlyList<string>? RestartComponents = null) : Event;

/// <summary>The configuration file was read again and taken up, whether or not a setting changed.</summary>
/// <param name="Source"><c>file_watcher</c> when the file was edited, <c>rpc</c> when a peer asked for it.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record ConfigReloaded(string Source) : Event;

/// <summary>The configuration file was edited and cannot be used; what was in force goes on.</summary>
/// <param name="Error">Every mistake with its place, one a line; values are never shown.</param>
/// <param name="Source"><c>file_watcher</c> when the file was edited, <c>rpc</c> when a peer asked for it.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record ConfigError(string Error, string Source) : Event;
