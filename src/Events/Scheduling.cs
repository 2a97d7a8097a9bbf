namespace Carillon.Events;

/// <summary>A scheduled job's run began.</summary>
/// <param name="TriggerSource"><c>schedule</c>, <c>manual</c>, <c>chain</c> or <c>catch_up</c>.</param>
/// <param name="DueAt">The due time it is for, in Unix milliseconds; absent when no schedule asked for it.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronTriggered(string JobId, string RunId, string TriggerSource, string? JobName = null, long? DueAt = null) : Event;

/// <summary>A try of a scheduled job's run failed, and another will be made.</summary>
/// <param name="Attempt">Which try failed, from 1.</param>
/// <param name="RetryAt">When the next one begins, in Unix milliseconds.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronRetrying(string JobId, string RunId, int Attempt, string Error, long RetryAt, string? JobName = null) : Event;

/// <summary>A scheduled job's run ended well.</summary>
/// <param name="DurationMs">From the start of its first try, in milliseconds.</param>
/// <param name="SessionId">Where to read what the agent did; absent for a command.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronCompleted(string JobId, string RunId, long DurationMs, string? JobName = null, string? SessionId = null) : Event;

/// <summary>A scheduled job failed, after its last retry.</summary>
/// <param name="SessionId">Where to read what the agent did in its last try; absent for a command.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronFailed(string JobId, string RunId, string Error, string? JobName = null, string? SessionId = null) : Event;

/// <summary>A scheduled job was made, changed or removed.</summary>
/// <param name="Change"><c>created</c>, <c>updated</c>, <c>paused</c>, <c>resumed</c> or <c>deleted</c>.</param>
/// <param name="NextRunAt">When it is due next, in Unix milliseconds; absent when it is not.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record CronJobChanged(string JobId, string JobName, string Change, long? NextRunAt = null) : Event;

/// <summary>Settings in force changed.</summary>
/// <param name="ChangedKeys">Dotted keys; values are never shown.</param>
/// <param name="Source"><c>file</c>, <c>rpc</c> or <c>cli</c>.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record ConfigChanged(IReadOnlyList<string> ChangedKeys, string Source) : Event;

/// <summary>The configuration file was read again.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record ConfigReloaded(string Source) : Event;
